import { expect, it } from 'vitest';
import { FakeClock } from '../room/fakeClock.fixture.ts';
import { Throttle } from './throttle.ts';

/** Ten messages a second, a hundred at once, for at most five seconds. */
function open() {
  const clock = new FakeClock();
  const said: string[] = [];
  const throttle = new Throttle({
    clock,
    limits: { secondMessages: 10, secondBytes: 1000, slowedSeconds: 5 },
    owner: {
      onSlow: () => said.push('slow'),
      onResume: () => said.push('resume'),
      onSlowTooLong: () => said.push('too long'),
    },
  });
  const take = (messages: number, bytes = 1) => {
    for (let i = 0; i < messages; i += 1) throttle.take(bytes, clock.nowMs());
  };
  return { clock, said, throttle, take };
}

it('a client is slowed once its burst is over, until it has paid for what came', async () => {
  const { clock, said, throttle, take } = open();
  take(100);
  expect(said).toEqual([]);
  take(5);
  expect([said, throttle.isSlowed]).toEqual([['slow'], true]);
  await clock.pass(499);
  expect(said).toEqual(['slow']);
  await clock.pass(2);
  expect([said, throttle.isSlowed]).toEqual([['slow', 'resume'], false]);
});

it('a client pays for bytes, too', async () => {
  const { clock, said, take } = open();
  take(1, 12_000);
  await clock.pass(2001);
  expect(said).toEqual(['slow', 'resume']);
});

it('a client that goes on for as long as it is read from is sent away, and one that pauses is not', async () => {
  const floods = open();
  floods.take(100);
  for (let second = 0; second < 6; second += 1) {
    floods.take(10);
    await floods.clock.pass(1001);
  }
  expect(floods.said.at(-1)).toBe('too long');
  const pauses = open();
  pauses.take(100);
  for (let round = 0; round < 6; round += 1) {
    pauses.take(20);
    await pauses.clock.pass(4100);
  }
  expect(pauses.said).not.toContain('too long');
});
