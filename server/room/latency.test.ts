import { expect, it } from 'vitest';
import { Latency, latencyBoundsMs } from './latency.ts';

it('a latency counts what took as long as a bound in its bucket, and what took longer than all in one more', () => {
  const latency = new Latency();
  for (const ms of [-3, 1, 1.5, 2, 60_000]) latency.observe(ms);
  expect([...latency.counts]).toEqual([2, 2, ...latencyBoundsMs.slice(2).map(() => 0), 1]);
  expect(latency.sumMs).toBe(60_004.5);
});
