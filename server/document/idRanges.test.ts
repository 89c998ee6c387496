import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { IdRanges } from './idRanges.ts';

const range = fc
  .tuple(fc.constantFrom(1, 9), fc.nat(60), fc.integer({ min: 1, max: 12 }))
  .map(([client, from, length]) => ({ client, from, to: from + length }));

test('a set of ranges has what a set of single ids has when ranges overlap, touch or repeat', () => {
  fc.assert(
    fc.property(fc.array(fc.array(range, { maxLength: 30 }), { maxLength: 8 }), range, (batches, asked) => {
      const ranges = new IdRanges();
      for (const batch of batches) ranges.add(batch);
      const ids = new Set(batches.flat().flatMap(idsOf));
      expect(ranges.has(asked)).toBe(idsOf(asked).every((id) => ids.has(id)));
      expect(ranges.size).toBe(runsIn(ids));
    }),
    { numRuns: 2000 },
  );
});

test('a set of ranges is encoded as Yjs encodes a delete set', () => {
  const doc = new Y.Doc();
  const text = doc.getText('t');
  text.insert(0, 'x'.repeat(200));
  const ranges = new IdRanges();
  for (const at of [150, 10, 30, 31, 32, 90]) {
    text.delete(at, 1);
  }
  const { ds } = Y.snapshot(doc);
  for (const [client, items] of ds.clients) {
    for (const { clock, len } of [...items].reverse()) ranges.add([{ client, from: clock, to: clock + len }]);
  }
  const update = Y.encodeStateAsUpdate(doc);
  const encoded = ranges.encode();
  expect(update.subarray(update.length - encoded.length)).toEqual(encoded);
});

test('half a million ranges are added in one pass when somebody names every second clock, backwards', () => {
  const many = (offset: number) =>
    Array.from({ length: 250_000 }, (_, index) => ({ client: 1, from: 4 * (250_000 - index) + offset }));
  const ranges = new IdRanges();
  const start = performance.now();
  for (const offset of [0, 2]) ranges.add(many(offset).map((each) => ({ ...each, to: each.from + 1 })));
  expect(ranges.size).toBe(500_000);
  // One by one it takes minutes.
  expect(performance.now() - start).toBeLessThan(5000);
});

function idsOf({ client, from, to }: { client: number; from: number; to: number }): readonly string[] {
  return Array.from({ length: to - from }, (_, index) => `${client}:${from + index}`);
}

function runsIn(ids: ReadonlySet<string>): number {
  return [...ids].filter((id) => {
    const [client, clock] = id.split(':').map(Number);
    return !ids.has(`${client}:${(clock ?? 0) - 1}`);
  }).length;
}
