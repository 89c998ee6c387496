import { expect, it } from 'vitest';
import { formatHistory, historyOf, parseHistory } from './history.ts';
import { shrink } from './shrink.ts';
import { simulate } from './simulation.ts';

it('a simulation does the same twice when its seed is the same', async () => {
  for (const seed of [1, 2, 3]) {
    const [first, second]: [string[], string[]] = [[], []];
    await simulate(historyOf(seed), (line) => first.push(line));
    await simulate(historyOf(seed), (line) => second.push(line));
    expect(second).toEqual(first);
    expect(first.length).toBeGreaterThan(50);
  }
});

it('every promise is kept in 60 histories', async () => {
  for (let seed = 1; seed <= 60; seed++) {
    const { finding } = await simulate(historyOf(seed));
    expect(finding, `seed ${seed}`).toBeUndefined();
  }
}, 60_000);

it('a history is the same after it was written down and read', () => {
  const history = historyOf(7);
  expect(parseHistory(formatHistory(history))).toEqual(history);
});

it('shrinking leaves only what is needed to find the same', async () => {
  const history = historyOf(11);
  const isGuilty = new Set(
    history.actions
      .slice(5, 40)
      .filter(({ kind }) => kind === 'edit')
      .slice(0, 2),
  );
  const run: typeof simulate = async ({ actions }) => ({
    finding:
      actions.filter((action) => isGuilty.has(action)).length === 2
        ? { check: 'guilt', text: '' }
        : undefined,
    counts: new Map(),
  });
  const shortest = await shrink(history, { check: 'guilt', triesMax: 1000, run });
  expect(shortest.actions).toEqual([...isGuilty]);
});
