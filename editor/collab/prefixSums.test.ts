import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PrefixSums } from './prefixSums.ts';

test('sums and places are those of adding up, also after sizes have changed', () => {
  const change = fc.record({ at: fc.nat(), by: fc.nat({ max: 9 }) });
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 5 }), { maxLength: 40 }), fc.array(change), (sizes, changes) => {
      const sums = new PrefixSums(sizes);
      const now = [...sizes];
      for (const { at, by } of changes) {
        if (now.length === 0) break;
        const index = at % now.length;
        sums.add(index, by);
        now[index] = (now[index] ?? 0) + by;
      }
      let sum = 0;
      for (let index = 0; index <= now.length; index += 1) {
        expect(sums.before(index)).toBe(sum);
        const next = now[index] ?? 1;
        if (next > 0) for (const inside of [0, next - 1]) expect(sums.find(sum + inside)).toBe(index);
        sum += next;
      }
    }),
  );
});
