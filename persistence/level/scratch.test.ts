import { expect, test } from 'vitest';
import { Scratch } from './scratch.ts';

const large = 300_000;

test('a large piece is of the same memory again once what was taken before is cleared', () => {
  const scratch = new Scratch();
  const first = scratch.take(large);
  scratch.clear();
  const second = scratch.take(large);
  scratch.clear();
  const third = scratch.take(large);
  expect(second.buffer).not.toBe(first.buffer);
  expect(third.buffer).toBe(second.buffer);
  expect([first.length, second.length, third.length]).toEqual([large, large, large]);
});

test('pieces never overlap before they are cleared, whether there is room for them or not', () => {
  const scratch = new Scratch();
  for (const round of [1, 2, 3]) {
    const pieces = [large, 100, large, 2 * large, 40_000].map((bytes) => scratch.take(bytes));
    for (const [index, piece] of pieces.entries()) piece.fill(10 * round + index);
    for (const [index, piece] of pieces.entries())
      expect(new Set(piece)).toEqual(new Set([10 * round + index]));
    scratch.clear();
  }
});

test('a piece beyond what is worth keeping is memory of its own', () => {
  const scratch = new Scratch();
  const taken = [1, 2, 3].map(() => {
    const { buffer } = scratch.take(2_000_000);
    scratch.clear();
    return buffer;
  });
  expect(new Set(taken).size).toBe(3);
});
