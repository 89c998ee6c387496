import { expect, it } from 'vitest';
import { Histogram } from './histogram.ts';

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
