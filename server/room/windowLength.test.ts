import { expect, it } from 'vitest';
import { windowMsFor } from './windowLength.ts';

it('a window has the usual length while few are in the room', () => {
  expect(windowMsFor(1, 8)).toBe(8);
  expect(windowMsFor(49, 8)).toBe(8);
});

it('a window grows with the room, and never beyond three times the usual', () => {
  expect([50, 100, 300, 10_000].map((members) => windowMsFor(members, 8))).toEqual([12, 16, 24, 24]);
});

it('there are few lengths, however many sizes of rooms', () => {
  const lengths = new Set(Array.from({ length: 2000 }, (_, members) => windowMsFor(members, 8)));
  expect(lengths.size).toBe(5);
});

it('a window of no length stays one', () => {
  expect(windowMsFor(300, 0)).toBe(0);
});
