import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createMemoryLog,
  type DocumentName,
  openLevelLog,
  parseDocumentName,
  type UpdateLog,
} from '@scriptorium/persistence';
import { expect, it, onTestFinished } from 'vitest';
import type * as Y from 'yjs';
import { Author, textName, textOf } from './author.ts';
import { eventually } from './deadline.ts';
import { clientVersions, Participant } from './participant.ts';
import { RawClient } from './rawClient.ts';
import { RunningServer } from './runningServer.ts';
import { TroubledLog } from './troubledLog.ts';

const name: DocumentName = parseDocumentName('letter');
const path = name;

/** Writes a text into a log as if it had been typed in so many pieces. @returns the text. */
async function fill(log: UpdateLog, { pieces, pieceLength }: { pieces: number; pieceLength: number }) {
  const author = new Author(1);
  const entries = Array.from({ length: pieces }, (_, index) => ({
    timeMs: 1000 + index,
    author: '',
    update: author.type(String.fromCodePoint(97 + (index % 26)).repeat(pieceLength)),
  }));
  await log.append(name, entries);
  return textOf([author.state]);
}

async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'scriptorium-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

it.each(clientVersions)(
  'a cold document of 60,000 characters is complete when y-websocket %i first says that it is synced (S6)',
  async (version) => {
    const directory = await temporaryDirectory();
    const filled = await openLevelLog({ directory });
    const text = await fill(filled, { pieces: 600, pieceLength: 100 });
    await filled.close();
    const { webSocketUrl: url } = await RunningServer.start({ log: await openLevelLog({ directory }) });
    const read: string[] = [];
    const onSync = (doc: Y.Doc) => read.push(doc.getText(textName).toString());
    await Participant.join({ url, name, version, onSync });
    expect(text).toHaveLength(60_000);
    expect(read).toEqual([text]);
  },
);

it('a client hears nothing before its document is read (S6)', async () => {
  const log = new TroubledLog();
  await fill(log, { pieces: 2, pieceLength: 2 });
  const release = log.holdReads();
  const { webSocketUrl: url, httpUrl } = await RunningServer.start({ log });
  const client = await RawClient.connect({ url, path });
  await eventually('the reading', () => log.reads === 1);
  const asked = client.read();
  const health = await fetch(`${httpUrl}/healthz`);
  expect(health.status).toBe(200);
  expect(client.received).toEqual([]);
  release();
  expect(textOf([await asked])).toBe('aabb');
});

it('a document is read once when 50 clients ask for it at the same time (S19)', async () => {
  const log = new TroubledLog();
  await fill(log, { pieces: 3, pieceLength: 1 });
  const release = log.holdReads();
  const { webSocketUrl: url } = await RunningServer.start({ log });
  const clients = await Promise.all(Array.from({ length: 50 }, () => RawClient.connect({ url, path })));
  release();
  for (const client of clients) expect(textOf([await client.read()])).toBe('abc');
  expect(log.reads).toBe(1);
});

it('two clients that are the first of a document write into one (S19)', async () => {
  const log = new TroubledLog();
  const release = log.holdReads();
  const { webSocketUrl: url } = await RunningServer.start({ log });
  const clients = clientVersions.map((version) => new Participant({ url, name, version }));
  for (const [index, client] of clients.entries()) client.type(`${index}`);
  await eventually('the reading', () => log.reads > 0);
  release();
  for (const client of clients) await eventually('both texts', () => client.text.length === 2);
  expect(log.reads).toBe(1);
  await eventually('both to be stored', () => textOf(log.updatesOf(name)).length === 2);
});

it('a room closes when nobody is in it, and opens again with everything', async () => {
  const log = new TroubledLog();
  const { webSocketUrl: url } = await RunningServer.start({ log, idleMs: 1 });
  const author = new Author(1);
  const first = await RawClient.join({ url, path });
  first.type(author.type('kept'));
  await first.hear('update');
  await first.leave();
  await eventually('the document to be read again', async () => {
    const again = await RawClient.join({ url, path });
    expect(textOf([await again.read()])).toBe('kept');
    await again.leave();
    return log.reads > 1;
  });
});

it('a room stays open when somebody came back in time', async () => {
  const log = new TroubledLog();
  const { webSocketUrl: url } = await RunningServer.start({ log, idleMs: 60_000 });
  for (let round = 0; round < 5; round += 1) {
    const client = await RawClient.join({ url, path });
    await client.leave();
  }
  expect(log.reads).toBe(1);
});

it('a room that nobody is in does not close while a write of it is held (S8)', async () => {
  const log = new TroubledLog();
  const { webSocketUrl: url } = await RunningServer.start({ log, idleMs: 1 });
  const release = log.holdAppends();
  const first = await RawClient.join({ url, path });
  first.type(new Author(1).type('not on disk yet'));
  await first.leave();
  await eventually('the append', () => log.appends === 1);
  for (let round = 0; round < 10; round += 1) {
    const again = await RawClient.join({ url, path });
    expect(textOf([await again.read()])).toBe('not on disk yet');
    await again.leave();
  }
  expect(log.reads).toBe(1);
  release();
  await eventually('the document to be read again', async () => {
    const again = await RawClient.join({ url, path });
    expect(textOf([await again.read()])).toBe('not on disk yet');
    await again.leave();
    return log.reads > 1;
  });
});

it('a client that gives up while its document is read leaves nothing behind', async () => {
  const log = new TroubledLog();
  const release = log.holdReads();
  const server = await RunningServer.start({ log, idleMs: 1 });
  const gone = await RawClient.connect({ url: server.webSocketUrl, path });
  await eventually('the reading', () => log.reads === 1);
  gone.cut();
  release();
  const other = await RawClient.join({ url: server.webSocketUrl, path });
  other.type(new Author(1).type('fine'));
  await other.hear('update');
  expect(server.problems).toEqual([]);
});

it('a long tail becomes a checkpoint when the room closes, and the document stays the same', async () => {
  const inner = createMemoryLog();
  const log = new TroubledLog(inner);
  const text = await fill(log, { pieces: 150, pieceLength: 2 });
  const server = await RunningServer.start({ log, idleMs: 1 });
  const client = await RawClient.join({ url: server.webSocketUrl, path });
  await client.leave();
  await eventually('the checkpoint', async () => (await inner.read(name))?.checkpoint);
  expect((await inner.read(name))?.entries).toEqual([]);
  await eventually('the document to be read again', async () => {
    const again = await RawClient.join({ url: server.webSocketUrl, path });
    expect(textOf([await again.read()])).toBe(text);
    await again.leave();
    return log.reads > 1;
  });
  expect(server.problems).toEqual([]);
});

it('the last of many connections from one address is let in like the first, whatever it says of forwarding (S12)', async () => {
  const { webSocketUrl: url } = await RunningServer.start();
  const clients = await Promise.all(
    Array.from({ length: 100 }, () =>
      RawClient.join({ url, path: 'letter', headers: { 'x-forwarded-for': '203.0.113.9' } }),
    ),
  );
  clients[0]?.send({ kind: 'update', update: new Author().type('for all') });
  for (const client of clients.slice(1)) await client.hear('update');
});
