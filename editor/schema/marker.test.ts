import { expect, test } from 'vitest';
import { markerOf } from './marker.ts';

test.each([
  [1, 0, '1.'],
  [0, 0, '0.'],
  [1, 1, 'a.'],
  [26, 1, 'z.'],
  [27, 1, 'aa.'],
  [703, 1, 'aaa.'],
  [0, 1, '0.'],
  [1994, 2, 'mcmxciv.'],
  [4000, 2, '4000.'],
  [3, 3, '3.'],
  [3, 4, 'c.'],
])('%d at depth %d is %s', (number, depth, marker) => {
  expect(markerOf(number, depth)).toBe(marker);
});
