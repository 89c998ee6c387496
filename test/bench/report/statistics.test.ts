import { expect, it } from 'vitest';
import { formatFigure, formatSpread, median, ratiosOf, spreadOf } from './statistics.ts';

it('a median is the middle value, or between the two middle ones when their number is even', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 3, 2])).toBe(2.5);
});

it('a spread is told by the median and both ends, and by the median alone when they look the same', () => {
  expect(formatSpread(spreadOf([3, 1, 2]))).toBe('2.00 (1.00 to 3.00)');
  expect(formatSpread(spreadOf([250.1, 250.2]))).toBe('250');
});

it('a ratio is taken within a round, and is none when the other server was not measured in it', () => {
  expect(ratiosOf([1, 4, 9], [2, 2])).toEqual([0.5, 2, Number.NaN]);
});

it.each([
  [0, '0'],
  [0.01234, '0.012'],
  [0.349, '0.35'],
  [9.876, '9.88'],
  [28.04, '28.0'],
  [1234.5, '1235'],
  [Number.NaN, '–'],
])('%d is written as %s', (value, text) => {
  expect(formatFigure(value)).toBe(text);
});
