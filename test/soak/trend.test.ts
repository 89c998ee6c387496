import { expect, it } from 'vitest';
import { floorOf, trendOf } from './trend.ts';

const points = (value: (index: number) => number) =>
  Array.from({ length: 60 }, (_, index) => ({ seconds: index * 5, value: value(index) }));

it('a trend rises by what is added each second, whatever every fifth look shows', () => {
  const trend = trendOf(points((index) => (index % 5 === 0 ? 5000 : 100 + index * 10)));
  expect(trend.slope).toBeCloseTo(2);
  expect(trend.rise).toBeCloseTo(590);
});

it('a trend is flat when values go up and down', () => {
  const trend = trendOf(points((index) => 100 + 30 * Math.sin(index)));
  expect(Math.abs(trend.rise)).toBeLessThan(5);
  expect(trend.median).toBeGreaterThan(90);
});

it('a floor is the least of each window, and rises with what stays', () => {
  const busy = points((index) => 100 + index + (index % 12 === 3 ? 0 : 80));
  expect(floorOf(busy, 60).map(({ value }) => value)).toEqual([103, 115, 127, 139]);
  expect(trendOf(floorOf(busy, 60)).rise).toBeCloseTo(36);
});
