import { expect, it } from 'vitest';
import { shuffled } from './shuffled.ts';

it('a shuffled list holds the same, and neighbours of the same room stand apart', () => {
  const rooms = Array.from({ length: 800 }, (_, index) => Math.floor(index / 4));
  const order = shuffled(rooms);
  expect(order.toSorted((one, other) => one - other)).toEqual(rooms);
  const neighbours = order.filter((room, index) => room === order[index + 1]);
  expect(neighbours.length).toBeLessThan(20);
});

it('a list is shuffled the same way each time', () => {
  expect(shuffled([1, 2, 3, 4, 5])).toEqual(shuffled([1, 2, 3, 4, 5]));
});
