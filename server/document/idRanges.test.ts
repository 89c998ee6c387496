import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { endOf, IdRanges, rangesSince } from './idRanges.ts';
import type { ClientRanges } from './scan.ts';

const range = fc
  .tuple(fc.nat(60), fc.integer({ min: 1, max: 12 }))
  .map(([from, length]) => [from, from + length] as const);

const ranges = fc
  .tuple(fc.constantFrom(1, 9), fc.array(range, { minLength: 1, maxLength: 40 }))
  .map(([client, pairs]): ClientRanges => ({ client, clocks: pairs.flat() }));

const some = fc.array(ranges, { maxLength: 3 });
/** So many that they are gathered by client first. */
const many = fc.array(ranges, { minLength: 17, maxLength: 20 });

test('a set of ranges has what a set of single ids has when ranges overlap, touch or repeat', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof({ weight: 9, arbitrary: some }, many), { maxLength: 8 }),
      some,
      (batches, asked) => {
        const found = new IdRanges();
        for (const batch of batches) found.add(batch);
        const ids = new Set(batches.flat().flatMap(idsOf));
        expect(found.size).toBe(runsIn(ids));
        const lacking = pairsOf(asked).filter((each) => !idsOf(each).every((id) => ids.has(id)));
        expect(pairsOf(found.lacking(asked))).toEqual(lacking);
        expect(found.lacking(asked) === asked).toBe(lacking.length === pairsOf(asked).length);
      },
    ),
    { numRuns: 2000 },
  );
});

test('ranges since a clock are cut there, and end where the last of them does', () => {
  fc.assert(
    fc.property(ranges, fc.nat(70), (all, clock) => {
      const since = idsOf(all).filter((id) => Number(id.split(':')[1]) >= clock);
      expect(idsOf(rangesSince(all, clock))).toEqual(since);
      expect(endOf(all)).toBe(Math.max(...all.clocks));
    }),
  );
});

test('a set of ranges is encoded as Yjs encodes a delete set', () => {
  const doc = new Y.Doc();
  const text = doc.getText('t');
  text.insert(0, 'x'.repeat(200));
  const found = new IdRanges();
  for (const at of [150, 10, 30, 31, 32, 90]) {
    text.delete(at, 1);
  }
  const { ds } = Y.snapshot(doc);
  for (const [client, items] of ds.clients) {
    for (const { clock, len } of [...items].reverse()) found.add([{ client, clocks: [clock, clock + len] }]);
  }
  const update = Y.encodeStateAsUpdate(doc);
  const encoded = found.encode();
  expect(update.subarray(update.length - encoded.length)).toEqual(encoded);
});

test.each([
  ['together', (clocks: readonly number[]): readonly ClientRanges[] => [{ client: 1, clocks }]],
  ['each by itself', (clocks: readonly number[]) => pairsOf([{ client: 1, clocks }])],
] as const)(
  'half a million ranges are added in one pass when somebody names every second clock, backwards, %s',
  (_, form) => {
    const found = new IdRanges();
    const start = performance.now();
    for (const offset of [0, 2]) {
      const froms = Array.from({ length: 250_000 }, (__, index) => 4 * (250_000 - index) + offset);
      found.add(form(froms.flatMap((from) => [from, from + 1])));
    }
    expect(found.size).toBe(500_000);
    // One by one it takes minutes.
    expect(performance.now() - start).toBeLessThan(5000);
  },
);

/** Each range as one of its own. */
function pairsOf(all: readonly ClientRanges[]): readonly ClientRanges[] {
  return all.flatMap(({ client, clocks }) =>
    Array.from({ length: clocks.length / 2 }, (_, index) => ({
      client,
      clocks: clocks.slice(2 * index, 2 * index + 2),
    })),
  );
}

function idsOf({ client, clocks }: ClientRanges): readonly string[] {
  const ids: string[] = [];
  for (let i = 0; i < clocks.length; i += 2)
    for (let clock = clocks[i] ?? 0; clock < (clocks[i + 1] ?? 0); clock++) ids.push(`${client}:${clock}`);
  return ids;
}

function runsIn(ids: ReadonlySet<string>): number {
  return [...ids].filter((id) => {
    const [client, clock] = id.split(':').map(Number);
    return !ids.has(`${client}:${(clock ?? 0) - 1}`);
  }).length;
}
