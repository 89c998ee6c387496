import { expect, it } from 'vitest';
import { TokenBucket } from './tokenBucket.ts';

const open = () => new TokenBucket({ perSecond: 10, burst: 100, nowMs: 0 });

it('a bucket gives a burst at once, and then only what comes in', () => {
  const bucket = open();
  expect(bucket.take(100, 0)).toBe(0);
  expect(bucket.take(1, 0)).toBe(100);
  expect(bucket.take(0, 100)).toBe(0);
});

it('a bucket lets a debt be paid before anything else', () => {
  const bucket = open();
  expect(bucket.take(150, 0)).toBe(5000);
  expect(bucket.take(0, 4000)).toBe(1000);
  expect(bucket.take(1, 6000)).toBe(0);
});

it('a bucket never holds more than a burst, and gives nothing for a clock that is set back', () => {
  const bucket = open();
  expect(bucket.take(101, 1_000_000)).toBe(100);
  expect(bucket.take(0, 0)).toBe(100);
});
