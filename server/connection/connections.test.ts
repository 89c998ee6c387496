import { expect, it } from 'vitest';
import { closeReason } from '../protocol/index.ts';
import { FakeClock } from '../room/fakeClock.fixture.ts';
import { type Attendant, Connections, type Family } from './connections.ts';

function attendant(family: Family, bufferedBytes = 0): Attendant & { beats: number; isDismissed: boolean } {
  const each = {
    family,
    transport: 'webSocket' as const,
    beats: 0,
    isDismissed: false,
    connection: {
      queues: { bufferedBytes, backlogBytes: 1 },
      messages: 3,
      isLagging: bufferedBytes > 30,
      isSlowed: false,
      dismiss: () => {
        each.isDismissed = true;
      },
      beat: () => {
        each.beats += 1;
      },
    },
    network: { bytesRead: 100, bytesWritten: 10 },
  };
  return each;
}

it('connections that have ended stay in the traffic of their family, and only those that last are looked after', async () => {
  const clock = new FakeClock();
  const connections = new Connections(clock);
  const [left, stays, other] = [attendant('plain'), attendant('plain'), attendant('sweet')];
  for (const each of [left, stays, other]) connections.add(each);
  connections.delete(left);
  connections.delete(left);
  await clock.pass(5000);
  expect([left.beats, stays.beats]).toEqual([0, 1]);
  expect(connections.size).toBe(2);
  expect(connections.traffic().get('plain')).toEqual({
    connections: 1,
    opened: 2,
    messages: 6,
    receivedBytes: 200,
    sentBytes: 20,
  });
  expect(connections.traffic().get('hocuspocus')).toMatchObject({ connections: 0, opened: 0 });
});

it('connections tell of a queue how much is in all, and in the fullest, and how many lag', () => {
  const connections = new Connections(new FakeClock());
  for (const bytes of [5, 40, 0]) connections.add(attendant('plain', bytes));
  expect(connections.lagging).toBe(1);
  expect(connections.fill('bufferedBytes')).toEqual({ bytes: 45, fullestBytes: 40 });
  expect(connections.fill('backlogBytes')).toEqual({ bytes: 3, fullestBytes: 1 });
});

it('connections are sent away over a while, in time, and a few at once', async () => {
  const clock = new FakeClock();
  const connections = new Connections(clock);
  const all = Array.from({ length: 200 }, () => attendant('plain'));
  for (const each of all) connections.add(each);
  const dismissed = () => all.filter(({ isDismissed }) => isDismissed).length;
  const goingAway = closeReason('goingAway', 'stopping');
  void connections.sendAway(goingAway, 5000);
  expect(dismissed()).toBe(10);
  await clock.pass(500);
  expect(dismissed()).toBeGreaterThan(90);
  expect(dismissed()).toBeLessThan(150);
  await clock.pass(500);
  expect(dismissed()).toBe(200);
});

it('connections are all sent away at once when there is no time', async () => {
  const connections = new Connections(new FakeClock());
  const all = Array.from({ length: 200 }, () => attendant('plain'));
  for (const each of all) connections.add(each);
  await connections.sendAway(closeReason('goingAway', 'stopping'), 0);
  expect(all.every(({ isDismissed }) => isDismissed)).toBe(true);
});
