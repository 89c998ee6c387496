import { expect, test } from 'vitest';
import { History } from './history.ts';
import { legible } from './tokens.ts';

const seeds = 1000;

test(`E6, E8, E9, E11, E21: what is typed is there once, and everybody sees the same, in ${seeds} histories`, {
  timeout: 300_000,
}, () => {
  const from = Number(process.env.SEED ?? 1);
  const counts: Record<string, number> = {};
  for (let seed = from; seed < from + seeds; seed += 1) {
    const { exceptions, wrongs } = new History(seed).run();
    expect(wrongs.map(legible), `npm run intent -- --seed ${seed}`).toEqual([]);
    for (const [name, count] of exceptions) counts[name] = (counts[name] ?? 0) + count;
  }
  console.log('by nature:', counts);
});

test.each([
  [18, 'the first half of a block that another splits is not taken along to the second'],
  [59, 'a formula that was begun in a block that another deletes comes back with its text'],
  [66, 'text comes back out of a formula into code, which holds none'],
  [159, 'two pieces of one lost block come back in their order, with no character cut in half (E21)'],
  [3941, 'what others have written within what is taken along stays whole'],
  [50087, 'what stands beside a replaced letter does not follow such a letter elsewhere'],
  [961, 'a redo deletes again what its author had deleted'],
])('seed %i: %s', (seed) => {
  expect(new History(seed).run().wrongs.map(legible)).toEqual([]);
});
