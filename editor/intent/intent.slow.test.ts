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
