import { createMemoryLog, parseDocumentName } from '@scriptorium/persistence';
import { expect, it } from 'vitest';
import { eventually } from './deadline.ts';
import { Participant } from './participant.ts';
import { RawClient } from './rawClient.ts';
import { RunningServer } from './runningServer.ts';

const longest = `${'é'.repeat(127)}x`;

it.each([
  'plain',
  'ä b',
  'folder/sub folder/page',
  '/leading and trailing/',
  '🙂 emoji',
  'constructor',
  '__proto__',
  'hasOwnProperty',
  'toString',
  'a+b&c=d;e,f',
  'api/v1/documents',
  longest,
])('a document called %j is one document when clients write its name raw or escaped (S11)', async (name) => {
  const log = createMemoryLog();
  const { webSocketUrl: url } = await RunningServer.start({ log });
  const raw = await Participant.join({ url, name });
  const escaped = await Participant.join({ url, name: encodeURIComponent(name) });
  raw.type('hello');
  await escaped.whenReads('hello');
  await eventually('the echo', () => raw.hasEchoOf('hello'));
  const listings = await log.list({ limit: 10 });
  expect(listings.map((listing) => listing.name)).toEqual([parseDocumentName(name)]);
});

it('documents called constructor and __proto__ hold nothing of each other (S11)', async () => {
  const { webSocketUrl: url } = await RunningServer.start();
  const first = await Participant.join({ url, name: 'constructor' });
  const second = await Participant.join({ url, name: '__proto__' });
  first.type('of the first');
  await eventually('the echo', () => first.hasEchoOf('of the first'));
  expect(await Participant.join({ url, name: 'constructor' })).toMatchObject({ text: 'of the first' });
  expect(second.text).toBe('');
});

it('a query behind the name is no part of it', async () => {
  const { webSocketUrl: url } = await RunningServer.start();
  const plain = await Participant.join({ url, name: 'letter' });
  const asking = await Participant.join({ url, name: 'letter?token=1/2' });
  asking.type('same');
  await plain.whenReads('same');
});

it.each([
  ['has 256 bytes', encodeURIComponent(`${longest}x`), /255 bytes/],
  ['has 2,000 bytes (S11)', 'x'.repeat(2000), /255 bytes/],
  ['ends within an escape', '100%', /percent-encoded/],
  ['is escaped, but not UTF-8', '%ff', /percent-encoded/],
  ['is half a surrogate pair', '%ed%a0%80', /percent-encoded/],
])('a client is sent away for good when the name %s', async (_, path, reason) => {
  const log = createMemoryLog();
  const { webSocketUrl: url } = await RunningServer.start({ log });
  const client = await RawClient.connect({ url, path });
  const goodbye = await client.whenClosed();
  expect(goodbye.code).toBe(4406);
  expect(goodbye.reason).toMatch(reason);
  expect(client.received).toEqual([]);
});

it('y-websocket 3 does not come back when the name is too long', async () => {
  const { webSocketUrl: url } = await RunningServer.start();
  const client = new Participant({ url, name: 'x'.repeat(256) });
  await eventually('the goodbye', () => client.goodbyes.length > 0);
  expect(client.goodbyes[0]).toMatchObject({ code: 4406, reason: expect.stringContaining('255 bytes') });
  expect(client.wantsToConnect).toBe(false);
});
