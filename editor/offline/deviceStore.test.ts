import { IDBFactory } from 'fake-indexeddb';
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { FakeClock } from '../testing/time.fixture.ts';
import { DeviceStore } from './deviceStore.ts';
import type { Place } from './records.ts';

const facts = { title: '', access: 'write', isSynced: true } as const;
const place = (name: string, user = 'ada'): Place => ({ server: 'ws://here', user, name });

function openStore() {
  const clock = new FakeClock();
  return { clock, store: new DeviceStore({ factory: new IDBFactory(), clock }) };
}

/** An update of about so many bytes. */
function updateOf(bytes: number): Uint8Array {
  const doc = new Y.Doc();
  doc.getText('t').insert(0, 'x'.repeat(bytes));
  return Y.encodeStateAsUpdate(doc);
}

/** Keeps a document of this size, used a second after the one before. */
async function keep({ store, clock }: ReturnType<typeof openStore>, name: string, isUnsaved = false) {
  clock.pass(1000);
  const entries = [{ update: updateOf(1000), isUnsaved }];
  return store.append({ place: place(name), facts, entries, document: undefined, authors: [] });
}

const names = async (store: DeviceStore) =>
  (await store.list({ server: 'ws://here', user: 'ada' })).map(({ name }) => name);

describe('the storage of a device', () => {
  test('lets go of what was used longest ago, and never of what is unsaved or open', async () => {
    const opened = openStore();
    const { store } = opened;
    await keep(opened, 'unsaved', true);
    for (const name of ['open', 'oldest', 'older', 'newest']) await keep(opened, name);
    expect(await store.makeRoom(3500, ({ name }) => name === 'open')).toBe(true);
    expect(await names(store)).toEqual(['newest', 'open', 'unsaved']);
    await store.makeRoom(0, ({ name }) => name === 'open');
    expect(await names(store)).toEqual(['open', 'unsaved']);
    expect(await store.makeRoom(0, ({ name }) => name === 'open')).toBe(false);
  });

  test('lists what is kept for one person at one server', async () => {
    const opened = openStore();
    await keep(opened, 'a');
    await opened.store.append({
      place: place('a', 'béla'),
      facts,
      entries: [],
      document: undefined,
      authors: [],
    });
    expect(await names(opened.store)).toEqual(['a']);
    expect(await opened.store.list({ server: 'ws://elsewhere', user: 'ada' })).toEqual([]);
  });

  test('does not write to a document that it was told to forget', async () => {
    const opened = openStore();
    const { document } = await keep(opened, 'a');
    await opened.store.forget(({ name }) => name === 'a');
    const order = { place: place('a'), facts, entries: [], document, authors: [] };
    await expect(opened.store.append(order)).rejects.toThrow('forget');
    expect(await names(opened.store)).toEqual([]);
  });

  test('keeps what the server may not have apart from what it has when updates become few', async () => {
    const { store } = openStore();
    const doc = new Y.Doc();
    const entries: { update: Uint8Array; isUnsaved: boolean }[] = [];
    doc.on('update', (update) => entries.push({ update, isUnsaved: entries.length % 2 === 0 }));
    for (let at = 0; at < 100; at += 1) doc.getText('t').insert(at, 'ab');
    const { document, ids } = await store.append({
      place: place('a'),
      facts,
      entries,
      document: undefined,
      authors: [],
    });
    const untouched = ids[0];
    const merged = await store.compact(document, (id) => id !== untouched);
    const { updates = [] } = (await store.load(place('a'))) ?? {};
    expect(updates.length).toBeLessThan(40);
    expect(updates.map(({ id }) => id)).toContain(untouched);
    expect(merged.every((id) => updates.find((record) => record.id === id)?.unsaved === document)).toBe(true);
    const copy = new Y.Doc();
    for (const { update } of updates) Y.applyUpdate(copy, update);
    expect(copy.getText('t').toString()).toBe(doc.getText('t').toString());
    await store.markSaved([...ids, ...merged]);
    expect((await store.list({ server: 'ws://here', user: 'ada' }))[0]?.isUnsaved).toBe(false);
  });
});
