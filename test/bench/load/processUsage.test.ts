import { expect, it } from 'vitest';
import { cpuSecondsBetween, cpuTime } from './processUsage.ts';

it('the CPU time of a process grows when it works, and is told more finely than by the tick', () => {
  const before = cpuTime(process.pid);
  while (cpuSecondsBetween(before, cpuTime(process.pid)) === 0);
  const used = cpuSecondsBetween(before, cpuTime(process.pid));
  expect(used).toBeGreaterThan(0);
  expect(used).toBeLessThan(0.01);
});

it('the tick counts when a thread has ended and took its finer figure along', () => {
  const before = { coarseSeconds: 1, threadSeconds: new Map([[7, 0.5]]) };
  expect(cpuSecondsBetween(before, { coarseSeconds: 2, threadSeconds: new Map() })).toBe(1);
  expect(cpuSecondsBetween(before, { coarseSeconds: 2, threadSeconds: new Map([[7, 1.49]]) })).toBe(0.99);
});
