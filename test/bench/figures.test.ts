import { expect, it } from 'vitest';
import * as Y from 'yjs';
import { Histogram } from './histogram.ts';
import { typeUpdates } from './person.ts';
import { cpuSeconds } from './processUsage.ts';
import { median } from './report.ts';

it('a median is the middle value, or between the two middle ones when their number is even', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 3, 2])).toBe(2.5);
});

it('a quantile is the step below which that share of durations lies', () => {
  const histogram = new Histogram();
  for (let durationMs = 0; durationMs < 100; durationMs += 1) histogram.add(durationMs + 0.05);
  expect(histogram.quantileMs(0.5)).toBe(49.1);
  expect(histogram.quantileMs(0.99)).toBe(98.1);
});

it('a duration past the last step still counts', () => {
  const histogram = new Histogram();
  histogram.add(60_000);
  expect(histogram.quantileMs(0.5)).toBeGreaterThanOrEqual(10_000);
});

it('each typed character is an update with one clock when somebody types', () => {
  const updates = typeUpdates(3, 40);
  expect(updates).toHaveLength(40);
  const clocks = updates.map((update) => Y.decodeUpdate(update).structs.map(({ id }) => id.clock));
  expect(clocks).toEqual(Array.from({ length: 40 }, (_, clock) => [clock]));
});

it('the CPU time of a process grows when it works', () => {
  const before = cpuSeconds(process.pid);
  while (cpuSeconds(process.pid) < before + 0.02) Y.mergeUpdates([...typeUpdates(0, 50)]);
  expect(cpuSeconds(process.pid)).toBeGreaterThan(before);
});
