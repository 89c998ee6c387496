import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Ranges } from './ranges.ts';

test('ranges have exactly what was added when any ranges are added in any order', () => {
  const range = fc.tuple(fc.nat(40), fc.integer({ min: 1, max: 8 }));
  fc.assert(
    fc.property(fc.array(range), range, (added, [start, length]) => {
      const ranges = new Ranges();
      const numbers = new Set<number>();
      for (const [from, count] of added) {
        ranges.add(from, from + count);
        for (let number = from; number < from + count; number += 1) numbers.add(number);
      }
      const asked = Array.from({ length }, (_, at) => start + at);
      expect(ranges.has(start, start + length)).toBe(asked.every((number) => numbers.has(number)));
    }),
    { numRuns: 2000 },
  );
});
