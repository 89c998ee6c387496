import { expect, test } from 'vitest';
import { everyHearing, everyInterleaving, type Interleaving } from './interleaving.fixture.ts';

/** As `0 1<0`: person 0 acts, and person 1 hears of it. */
const shown = (ways: readonly Interleaving[]) =>
  ways.map((way) => way.map((at) => (at.kind === 'act' ? at.person : `${at.person}<${at.from}`)).join(' '));

test('two who act once each act first, or one after having heard of the other', () => {
  expect(shown(everyInterleaving([1, 1]))).toEqual(['0 1<0 1 0<1', '0 1 0<1 1<0', '1 0<1 0 1<0']);
});

test.each([
  [[1], 1, 1],
  [[2, 2], 20, 1],
  [[1, 1, 1], 98, 8],
  [[2, 1, 1], 638, 18],
] as const)(
  'people who act %j times meet it in %i ways, and in %i after having done all',
  (...[acts, ways, after]) => {
    const all = everyInterleaving(acts);
    expect(new Set(shown(all)).size).toBe(ways);
    expect(all).toHaveLength(ways);
    expect(everyHearing(acts)).toHaveLength(after);
  },
);
