import { expect, it } from 'vitest';
import { Pacer } from './pacer.ts';

/** When batches begin, if one is wanted at each of these times and waits as long as it is told. */
function beginnings(pacer: Pacer, wantedMs: readonly number[]): readonly number[] {
  let nowMs = 0;
  return wantedMs.map((wanted) => {
    nowMs = Math.max(nowMs, wanted);
    nowMs += pacer.delayMs(nowMs);
    pacer.begin(nowMs);
    return nowMs;
  });
}

const pace = { intervalMs: 4, burst: 3 };

it('the pacer lets batches begin at once when they are seldom', () => {
  const wantedMs = [100, 104, 108, 112, 116, 120];
  expect(beginnings(new Pacer(pace), wantedMs)).toEqual(wantedMs);
});

it('the pacer lets a burst begin at once, and then one batch in each interval', () => {
  const begun = beginnings(new Pacer(pace), Array(6).fill(100));
  expect(begun).toEqual([100, 100, 100, 104, 108, 112]);
});

it('the pacer allows another burst when it was quiet for as long', () => {
  const pacer = new Pacer(pace);
  beginnings(pacer, Array(3).fill(100));
  expect(beginnings(pacer, [108, 108, 108])).toEqual([108, 108, 112]);
  expect(beginnings(pacer, Array(3).fill(200))).toEqual([200, 200, 200]);
});

it('the pacer never waits longer than one interval when the clock is put back', () => {
  const pacer = new Pacer(pace);
  beginnings(pacer, Array(3).fill(1_000_000));
  expect(pacer.delayMs(0)).toBe(4);
  pacer.begin(4);
  expect(pacer.delayMs(4)).toBe(4);
  expect(pacer.delayMs(100)).toBe(0);
});

it('the pacer never waits with an interval of 0', () => {
  expect(beginnings(new Pacer({ intervalMs: 0, burst: 3 }), Array(9).fill(1))).toEqual(Array(9).fill(1));
});
