import { expect, it } from 'vitest';
import { FakeClock } from './fakeClock.fixture.ts';
import { RoomWindows } from './roomWindows.ts';
import { WindowTimer } from './windowTimer.ts';

it('a window timer uses one timer for all, and none when all are quiet', async () => {
  const clock = new FakeClock();
  const timer = new WindowTimer(clock, 8);
  const closed: string[] = [];
  let left = 2;
  timer.enter({ closeWindow: () => closed.push('busy') > 0 && left-- > 0 });
  timer.enter({ closeWindow: () => closed.push('quiet') < 0 });
  expect(clock.pending).toBe(1);
  await clock.pass(8);
  expect(closed).toEqual(['busy', 'quiet']);
  await clock.pass(80);
  expect(closed).toEqual(['busy', 'quiet', 'busy', 'busy']);
  expect(clock.pending).toBe(0);
});

it('room windows are busy while eight rooms are in one at the same time, however large the rooms', async () => {
  const clock = new FakeClock();
  const windows = new RoomWindows(clock, 8);
  for (let room = 0; room < 7; room += 1) windows.open({ closeWindow: () => false }, 1);
  expect(windows.isBusy).toBe(false);
  windows.open({ closeWindow: () => false }, 1000);
  expect(windows.isBusy).toBe(true);
  await clock.pass(8);
  expect(windows.isBusy).toBe(false);
});
