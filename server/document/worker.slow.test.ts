import { afterEach, expect, test } from 'vitest';
import * as Y from 'yjs';
import { ByteWriter } from './byteWriter.ts';
import { openDoc } from './compact.ts';
import { DocumentState } from './documentState.ts';
import { createDocumentWorker, type DocumentWorker } from './worker.ts';

const workers: DocumentWorker[] = [];

afterEach(async () => {
  for (const worker of workers.splice(0)) await worker.close();
});

function startWorker(options?: Parameters<typeof createDocumentWorker>[0]): DocumentWorker {
  const worker = createDocumentWorker(options);
  workers.push(worker);
  return worker;
}

/** Clients who all insert before a letter of their own, from the start of one text: Yjs compares each with each. */
function slowDocument(): Uint8Array {
  const clients = 30_000;
  const writer = new ByteWriter();
  writer.writeUint(clients + 1);
  for (const number of [1, clients + 1, 0, 4, 1, 1, 116, clients]) writer.writeUint(number);
  writer.write(Buffer.alloc(clients, 'x'));
  for (let client = clients; client > 0; client--) {
    for (const number of [1, client, 0, 0x44, clients + 1, client - 1, 1, 97]) writer.writeUint(number);
  }
  writer.writeByte(0);
  return writer.toBytes();
}

test('a worker creates, describes, renames and compacts, and leaves the bytes it was given as they were', async () => {
  const worker = startWorker();
  const state = await worker.create({ title: 'First' });
  const copy = state.slice();
  expect(await worker.describe(DocumentState.load([state]))).toEqual({
    title: 'First',
    excerpt: '',
    words: 0,
  });
  expect(await worker.retitle(state, 'First')).toBeUndefined();
  const update = await worker.retitle(state, 'Second');
  const renamed = Y.mergeUpdates([state, update ?? state]);
  expect((await worker.describe(DocumentState.load([await worker.compact(renamed)]))).title).toBe('Second');
  expect(state).toEqual(copy);
});

test('a compacted document is equal and smaller when much of it was deleted', async () => {
  const doc = new Y.Doc();
  const updates: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array) => updates.push(update));
  for (let i = 0; i < 300; i++) doc.getText('t').insert(i, 'x');
  doc.getText('t').delete(10, 280);
  const state = Y.mergeUpdates(updates);
  const compacted = await startWorker().compact(state);
  expect(compacted.length).toBeLessThan(state.length / 10);
  expect(Y.equalSnapshots(Y.snapshot(openDoc(compacted)), Y.snapshot(doc))).toBe(true);
});

test('a job fails when its bytes are no document, and the next one does not', async () => {
  const worker = startWorker();
  const broken = worker.compact(Uint8Array.of(1, 2, 3));
  const fine = worker.create({ title: '' });
  await expect(broken).rejects.toMatchObject({ code: 'FAILED' });
  expect(openDoc(await fine).getXmlFragment('prosemirror').length).toBe(1);
});

test('a job fails when it passes its deadline, and only that one', async () => {
  const worker = startWorker({ deadlineMs: 1000 });
  const slow = worker.compact(slowDocument());
  const next = worker.create({ title: 'next' });
  await expect(slow).rejects.toMatchObject({ code: 'DEADLINE' });
  expect((await worker.describe(DocumentState.load([await next]))).title).toBe('next');
});

test('a job is refused as busy when too many wait', async () => {
  const worker = startWorker({ waitingMax: 2 });
  const jobs = [1, 2, 3].map((number) => worker.create({ title: `${number}` }));
  const settled = await Promise.allSettled(jobs);
  expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected']);
  await expect(jobs[2]).rejects.toMatchObject({ code: 'BUSY' });
});

test('a worker goes on after its thread was idle and ended', async () => {
  const worker = startWorker({ idleMs: 0 });
  for (const title of ['a', 'b', 'c']) {
    expect((await worker.describe(DocumentState.load([await worker.create({ title })]))).title).toBe(title);
    await new Promise((resolve) => setImmediate(resolve));
  }
});

test('closing rejects what waits and what comes later, and may be repeated', async () => {
  const worker = startWorker();
  const waiting = worker.create({ title: '' });
  const closed = expect(waiting).rejects.toMatchObject({ code: 'CLOSED' });
  await worker.close();
  await closed;
  await expect(worker.create({ title: '' })).rejects.toMatchObject({ code: 'CLOSED' });
  await worker.close();
});
