import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { bytesOf, mergeRecords, planCompaction } from './compaction.ts';
import type { UpdateRecord } from './records.ts';

const record = (id: number, bytes: number, unsaved?: number): UpdateRecord => ({
  id,
  document: 1,
  update: new Uint8Array(bytes),
  ...(unsaved !== undefined && { unsaved }),
});

test('updates are written a few times each, and stay few, however many come', () => {
  let records: readonly UpdateRecord[] = [];
  let written = 0;
  const count = 20_000;
  for (let id = 0; id < count; id += 1) {
    records = [...records, record(id, 30)];
    for (let plan = planCompaction(records); plan; plan = planCompaction(records)) {
      const merged = record(count + id, bytesOf(plan));
      const replaced = new Set(plan);
      written += merged.update.length;
      records = [...records.filter((each) => !replaced.has(each)), merged];
    }
  }
  expect(bytesOf(records)).toBe(count * 30);
  expect(records.length).toBeLessThan(80);
  expect(written / (count * 30)).toBeLessThan(5);
});

test('what the server may lack does not become one with what it has', () => {
  const saved = Array.from({ length: 15 }, (_, id) => record(id, 20));
  const unsaved = Array.from({ length: 15 }, (_, id) => record(100 + id, 20, 1));
  expect(planCompaction([...saved, ...unsaved])).toBeUndefined();
  expect(planCompaction([...saved, ...unsaved, record(99, 20, 1)])).toEqual([...unsaved, record(99, 20, 1)]);
});

test('a large document lets go of what was deleted, and stays the same', () => {
  const doc = new Y.Doc();
  const updates: Uint8Array[] = [];
  doc.on('update', (update) => updates.push(update));
  for (let round = 0; round < 40; round += 1) {
    doc.getText('t').insert(0, 'gone '.repeat(1000));
    doc.getText('t').delete(0, 5000);
    doc.getText('t').insert(0, `${round} `);
  }
  const records = updates.map((update, id) => ({ id, document: 1, update }));
  const merged = mergeRecords(records);
  expect(bytesOf(records)).toBeGreaterThan(200_000);
  expect(merged.length).toBeLessThan(4000);
  const copy = new Y.Doc();
  Y.applyUpdate(copy, merged);
  expect(copy.getText('t').toString()).toBe(doc.getText('t').toString());
});

test('what waits for what came before it is handed on when updates become one', () => {
  const doc = new Y.Doc();
  const updates: Uint8Array[] = [];
  doc.on('update', (update) => updates.push(update));
  doc.getText('t').insert(0, 'first '.repeat(12_000));
  doc.getText('t').insert(0, 'then '.repeat(20_000));
  const [first = new Uint8Array(), then = new Uint8Array()] = updates;
  const merged = mergeRecords([{ id: 1, document: 1, update: then }]);
  const copy = new Y.Doc();
  Y.applyUpdate(copy, merged);
  Y.applyUpdate(copy, first);
  expect(copy.getText('t').toString()).toBe(doc.getText('t').toString());
});
