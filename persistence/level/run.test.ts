import { array, assert, nat, property, record, string, uint8Array } from 'fast-check';
import { expect, it } from 'vitest';
import { entryOf, name } from '../contract/bench.ts';
import { parseSequence } from '../sequence.ts';
import type { Entry, LoggedEntry } from '../updateLog.ts';
import type { Operation } from './database.ts';
import { sequenceOf } from './key.ts';
import { countEntries, decodeEntries, encodeRuns, runBytesMax } from './run.ts';

const anyEntries = array(
  record<Entry>({
    timeMs: nat({ max: Number.MAX_SAFE_INTEGER }),
    author: string({ unit: 'binary', maxLength: 5 }),
    update: uint8Array({ minLength: 1, maxLength: 300 }),
  }),
  { minLength: 1, maxLength: 200 },
);

function decode(runs: readonly Operation[]): readonly (readonly LoggedEntry[] | undefined)[] {
  return runs.map((run) => (run.type === 'put' ? decodeEntries(run.key, run.value) : undefined));
}

function encodeTexts(after: number, ...texts: readonly string[]): Operation & { readonly type: 'put' } {
  const [run] = encodeRuns({ name, after: parseSequence(after) }, texts.map(entryOf));
  if (run?.type !== 'put') throw new Error('Nothing was encoded.');
  return run;
}

it('entries are decoded as they were encoded, numbered behind the last, whatever they hold', () =>
  assert(
    property(anyEntries, nat({ max: 2 ** 52 }), (entries, last) => {
      const runs = encodeRuns({ name, after: parseSequence(last) }, entries);
      const decoded = decode(runs).flatMap((run) => run ?? []);
      expect(decoded).toEqual(entries.map((entry, i) => ({ ...entry, sequence: last + 1 + i })));
    }),
  ));

it('a run has the key of its last entry, and says how many it has', () => {
  const run = encodeTexts(7, 'a', 'b', 'c');
  expect(sequenceOf(run.key)).toBe(10);
  expect(countEntries(run.value)).toBe(3);
});

it('a run has at most runBytesMax of updates, and a larger update stands alone', () => {
  const sizes = [10, runBytesMax - 10, 1, runBytesMax * 2, 5, 5];
  const entries = sizes.map((size) => ({ ...entryOf('a'), update: new Uint8Array(size) }));
  const runs = decode(encodeRuns({ name, after: parseSequence(0) }, entries));
  expect(runs.map((run) => run?.map(({ update }) => update.length))).toEqual([
    [10, runBytesMax - 10],
    [1],
    [runBytesMax * 2],
    [5, 5],
  ]);
});

it('a keystroke that is not the first of its run takes up its update and three bytes', () => {
  const keystroke = entryOf('12345678901234567890');
  const [one, two] = [1, 2].map((count) => {
    const [run] = encodeRuns({ name, after: parseSequence(0) }, Array(count).fill(keystroke));
    return run?.type === 'put' ? run.value.length : 0;
  });
  expect((two ?? 0) - (one ?? 0)).toBe(20 + 3);
});

it('a run of which any bit was changed, or that is cut short, is not decoded', () => {
  const { key, value } = encodeTexts(3, 'a', 'b', 'c');
  for (let bit = 0; bit < value.length * 8; bit += 1) {
    const changed = Uint8Array.from(value);
    changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    expect(decodeEntries(key, changed)).toBeUndefined();
  }
  for (let length = 0; length < value.length; length += 1)
    expect(decodeEntries(key, value.subarray(0, length))).toBeUndefined();
});

it('a run in the place of another is not decoded', () => {
  expect(decodeEntries(encodeTexts(4, 'a', 'b').key, encodeTexts(3, 'a', 'b').value)).toBeUndefined();
});
