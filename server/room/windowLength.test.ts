import { expect, it } from 'vitest';
import { windowMsFor } from './windowLength.ts';

const ofRoom = (members: number) => windowMsFor({ members, rooms: 1 }, 8);
const whileBusy = (rooms: number) => windowMsFor({ members: 4, rooms }, 8);

it('a window has the usual length while few are in the room and few rooms are busy', () => {
  expect([ofRoom(1), ofRoom(49), whileBusy(7)]).toEqual([8, 8, 8]);
});

it('a window grows with the room, and never beyond three times the usual', () => {
  expect([50, 100, 300, 10_000].map(ofRoom)).toEqual([16, 24, 24, 24]);
});

it('a window grows with the number of busy rooms, and never beyond four times the usual', () => {
  expect([8, 31, 32, 63, 64, 10_000].map(whileBusy)).toEqual([16, 16, 24, 24, 32, 32]);
  expect(windowMsFor({ members: 10_000, rooms: 10_000 }, 8)).toBe(32);
});

it('there are few lengths, however many sizes of rooms', () => {
  const crowds = Array.from({ length: 2000 }, (_, members) => ({ members, rooms: members % 40 }));
  expect(new Set(crowds.map((crowd) => windowMsFor(crowd, 8))).size).toBe(3);
});

it('a window of no length stays one', () => {
  expect(windowMsFor({ members: 300, rooms: 300 }, 0)).toBe(0);
});
