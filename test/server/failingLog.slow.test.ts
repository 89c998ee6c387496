import { createMemoryLog, LogError, parseDocumentName } from '@scriptorium/persistence';
import { expect, it } from 'vitest';
import { Author, textOf } from './author.ts';
import { eventually } from './deadline.ts';
import { clientVersions, Participant } from './participant.ts';
import { RawClient } from './rawClient.ts';
import { RunningServer } from './runningServer.ts';
import { TroubledLog } from './troubledLog.ts';

const name = parseDocumentName('letter');

async function readiness(server: RunningServer): Promise<{ status: number; causes: readonly string[] }> {
  const response = await fetch(`${server.httpUrl}/readyz`);
  const { causes = [] } = (await response.json()) as { causes?: readonly string[] };
  return { status: response.status, causes };
}

it('people go on together when the disk refuses writes, nobody is told "saved", and all is stored once when it recovers (S7, S8, S17)', async () => {
  const log = new TroubledLog();
  const server = await RunningServer.start({ log });
  const url = server.webSocketUrl;
  const anna = await RawClient.join({ url, path: name });
  const bert = await RawClient.join({ url, path: name });
  const [annaTypes, bertTypes] = [new Author(1), new Author(2)];
  expect(await readiness(server)).toEqual({ status: 200, causes: [] });
  const mend = log.failAppends();
  for (const letter of 'abc') anna.type(annaTypes.type(letter));
  await eventually('Bert to read Anna', () => textOf(bert.updates) === 'abc');
  for (const letter of 'xyz') bert.type(bertTypes.type(letter));
  await eventually('Anna to read Bert', () => textOf(anna.updates) === 'xyz');
  const unready = await eventually('/readyz to be unhappy', async () => {
    const answer = await readiness(server);
    return answer.status === 503 && answer;
  });
  expect(unready.causes).toEqual([expect.stringMatching(/saving is behind for 1 .*disk/i)]);
  expect(server.problems).toContainEqual(expect.objectContaining({ document: name }));
  expect(log.stored).toEqual([]);
  mend();
  await eventually('the echo to Anna', () => textOf(anna.updates).includes('abc'));
  await eventually('the echo to Bert', () => textOf(bert.updates).includes('xyz'));
  expect(await readiness(server)).toEqual({ status: 200, causes: [] });
  const stored = log.updatesOf(name);
  expect(new Set(stored.map(String)).size).toBe(stored.length);
  expect(textOf(stored)).toBe(textOf([await anna.read()]));
  expect([...textOf(stored)].sort().join('')).toBe('abcxyz');
});

it('an edit of somebody who left while the disk refused writes is stored when it recovers (S8)', async () => {
  const log = new TroubledLog();
  const server = await RunningServer.start({ log, idleMs: 1 });
  const mend = log.failAppends();
  const anna = await RawClient.join({ url: server.webSocketUrl, path: name });
  anna.type(new Author(1).type('hello'));
  await eventually('an attempt', () => log.appends > 0);
  await anna.leave();
  await eventually('more attempts', () => log.appends > 2);
  const late = await RawClient.join({ url: server.webSocketUrl, path: name });
  expect(textOf([await late.read()])).toBe('hello');
  mend();
  await eventually('it to be stored', () => textOf(log.updatesOf(name)) === 'hello');
  expect(log.updatesOf(name)).toHaveLength(1);
});

it('a room whose disk refuses writes holds up no other room', async () => {
  const log = new TroubledLog();
  const { webSocketUrl: url } = await RunningServer.start({ log });
  const mend = log.failAppends();
  const anna = await RawClient.join({ url, path: 'one' });
  anna.type(new Author(1).type('stuck'));
  await eventually('attempts', () => log.appends > 1);
  mend();
  const bert = await RawClient.join({ url, path: 'two' });
  bert.type(new Author(2).type('fine'));
  await bert.hear('update');
  await anna.hear('update');
});

it.each(clientVersions)(
  'y-websocket %i never sees an empty document when the disk refuses reads, and all of it when it recovers (S8, S25)',
  async (version) => {
    const inner = createMemoryLog();
    await inner.append(name, [{ timeMs: 1, author: '', update: new Author(1).type('all of it') }]);
    const log = new TroubledLog(inner);
    const server = await RunningServer.start({ log });
    const mend = log.failReads();
    const read: string[] = [];
    const anna = new Participant({
      url: server.webSocketUrl,
      name,
      version,
      onSync: (doc) => read.push(doc.getText('text').toString()),
    });
    await eventually('two attempts', () => anna.goodbyes.length > 1);
    expect(anna.goodbyes[0]).toEqual({ code: 1011, reason: expect.stringContaining('disk') });
    expect(anna.received).toEqual([]);
    expect(server.problems[0]).toMatchObject({ document: name, error: { code: 'READ_FAILED' } });
    mend();
    await anna.whenSynced();
    expect(read).toEqual(['all of it']);
  },
);

it('a client is told that its document is damaged, and other documents are fine, when what is stored is corrupt', async () => {
  const log = new TroubledLog();
  const server = await RunningServer.start({ log });
  const url = server.webSocketUrl;
  const mend = log.failReads(
    new LogError('ENTRY_CORRUPT', 'entry 3 is torn', { document: name, sequence: 3 }),
  );
  const anna = await RawClient.connect({ url, path: name });
  expect(await anna.whenClosed()).toEqual({ code: 4422, reason: expect.stringContaining('damaged') });
  mend();
  const bert = await RawClient.join({ url, path: 'another' });
  bert.type(new Author(2).type('fine'));
  await bert.hear('update');
  expect(server.problems).toEqual([
    { what: expect.any(String), document: name, error: expect.objectContaining({ sequence: 3 }) },
  ]);
});

it.each([
  ['is no update', new Uint8Array([1, 2, 3])],
  ['lacks its predecessors', secondUpdate()],
])('a document is called damaged and nothing is written to it when an entry %s', async (_, update) => {
  const inner = createMemoryLog();
  await inner.append(name, [{ timeMs: 1, author: '', update }]);
  const log = new TroubledLog(inner);
  const server = await RunningServer.start({ log });
  const anna = await RawClient.connect({ url: server.webSocketUrl, path: name });
  anna.type(new Author(1).type('too late'));
  expect((await anna.whenClosed()).code).toBe(4422);
  expect(anna.received).toEqual([]);
  expect(log.appends).toBe(0);
  const { status, body } = await rename(server);
  expect(status).toBe(500);
  expect(body).toMatchObject({ status: 500, detail: expect.any(String) });
});

it('everybody is sent away and nobody let in when the log refuses a document for good', async () => {
  const log = new TroubledLog();
  const server = await RunningServer.start({ log });
  const url = server.webSocketUrl;
  const anna = await RawClient.join({ url, path: name });
  const bert = await RawClient.join({ url, path: name });
  log.failAppends(new LogError('ENTRY_CORRUPT', 'the head is torn', { document: name }));
  anna.type(new Author(1).type('hello'));
  expect((await anna.whenClosed()).code).toBe(4422);
  expect((await bert.whenClosed()).code).toBe(4422);
  const late = await RawClient.connect({ url, path: name });
  expect((await late.whenClosed()).code).toBe(4422);
  expect(late.received).toEqual([]);
  expect(log.appends).toBe(1);
});

it('the server stops by its deadline and names the document when the disk refuses writes (S9)', async () => {
  const log = new TroubledLog();
  const server = await RunningServer.start({ log });
  const url = server.webSocketUrl;
  log.failAppends();
  const anna = await RawClient.join({ url, path: name });
  anna.type(new Author(1).type('lost'));
  const fine = await RawClient.join({ url, path: 'untouched' });
  await eventually('an attempt', () => log.appends > 0);
  const startMs = performance.now();
  const { unsaved } = await server.stop(300);
  expect(unsaved).toEqual([name]);
  expect(performance.now() - startMs).toBeLessThan(2000);
  expect((await anna.whenClosed()).code).toBe(1001);
  expect((await fine.whenClosed()).code).toBe(1001);
});

it('the server stops by its deadline when a write never comes back (S9)', async () => {
  const log = new TroubledLog();
  const server = await RunningServer.start({ log });
  log.holdAppends();
  const anna = await RawClient.join({ url: server.webSocketUrl, path: name });
  anna.type(new Author(1).type('lost'));
  await eventually('an attempt', () => log.appends > 0);
  expect(await server.stop(200)).toEqual({ unsaved: [name] });
});

it('the server stops with everything saved when the disk recovers before the deadline (S9)', async () => {
  const log = new TroubledLog();
  const server = await RunningServer.start({ log });
  const mend = log.failAppends();
  const anna = await RawClient.join({ url: server.webSocketUrl, path: name });
  anna.type(new Author(1).type('saved'));
  await eventually('an attempt', () => log.appends > 0);
  const stopping = server.stop(5000);
  mend();
  expect(await stopping).toEqual({ unsaved: [] });
  expect(textOf(log.updatesOf(name))).toBe('saved');
});

async function rename(server: RunningServer): Promise<{ status: number; body: unknown }> {
  const response = await fetch(`${server.httpUrl}/api/v1/documents/${name}`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ title: 'new' }),
  });
  return { status: response.status, body: await response.json() };
}

function secondUpdate(): Uint8Array {
  const author = new Author(1);
  author.type('first');
  return author.type('second');
}
