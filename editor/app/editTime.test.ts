import { describe, expect, test } from 'vitest';
import { periodOf, timeInWords } from './editTime.ts';

const now = new Date(2025, 5, 18, 15, 30).getTime();
const at = (...parts: [number, number, number, number?, number?]) => new Date(...parts).getTime();

test.each([
  [at(2025, 5, 18, 15, 30), 'Today', 'just now'],
  [at(2025, 5, 18, 15, 31), 'Today', 'just now'],
  [at(2025, 5, 18, 15, 5), 'Today', '25 min ago'],
  [at(2025, 5, 18, 10, 1), 'Today', '10:01'],
  [at(2025, 5, 17, 23, 59), 'Yesterday', '23:59'],
  [at(2025, 5, 14, 9), 'This past week', 'Saturday'],
  [at(2025, 5, 2), 'This past month', '2 Jun'],
  [at(2025, 1, 3), '2025', '3 Feb'],
  [at(2021, 2, 3), '2021', '3 Mar 2021'],
])('an edit at %i is %s, %s', (editedMs, period, words) => {
  expect(periodOf(editedMs, now)).toBe(period);
  expect(timeInWords(editedMs, now, 'en-GB')).toBe(words);
});

describe('yesterday', () => {
  test('is one midnight ago even when that day had 23 hours', () => {
    expect(periodOf(at(2025, 2, 30, 23, 30), at(2025, 2, 31, 0, 30))).toBe('Yesterday');
  });
});
