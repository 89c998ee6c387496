import { parseArgs } from 'node:util';
import { History } from './history.ts';
import { legible } from './tokens.ts';

// npm run intent -- --seeds 100000 --from 1     many seeds, until one breaks a promise
// npm run intent -- --seed 4711                  one seed, with a line for everything that happens

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1000' },
    from: { type: 'string', default: '1' },
    seed: { type: 'string' },
  },
});

/** How many are printed before it stops. */
const brokenMax = 3;
const counts = new Map<string, number>();

function findWrongs(seed: number): readonly string[] {
  try {
    const { exceptions, wrongs } = new History(seed, values.seed === undefined ? undefined : readable).run();
    for (const [name, count] of exceptions) counts.set(name, (counts.get(name) ?? 0) + count);
    return wrongs;
  } catch (error) {
    return [error instanceof Error ? (error.stack ?? error.message) : String(error)];
  }
}

function readable(line: string): void {
  console.log(legible(line));
}

const from = Number(values.seed ?? values.from);
const count = values.seed === undefined ? Number(values.seeds) : 1;
const broken: number[] = [];
const startMs = performance.now();
for (let seed = from; seed < from + count && broken.length < brokenMax; seed += 1) {
  const wrongs = findWrongs(seed);
  if (wrongs.length === 0) continue;
  broken.push(seed);
  console.log(`seed ${seed}:\n${wrongs.map((wrong) => `  ${legible(wrong)}`).join('\n')}`);
}
for (const [name, times] of counts) console.log(`${String(times).padStart(8)} ${name}`);
console.log(
  `${count} seeds in ${((performance.now() - startMs) / 1000).toFixed(1)} s, ${broken.length} broken`,
);
process.exitCode = broken.length === 0 ? 0 : 1;
