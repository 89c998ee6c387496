import { parseArgs } from 'node:util';
import { runSeeds } from './crowd.ts';
import { mistakes } from './mistakes.ts';
import { type Mutant, withMutant } from './mutant.ts';

// npm run mutants                    breaks the server in every way of `mistakes.ts`, and shows that each is found
// npm run mutants -- --only journal  those only whose name or file has this in it

const seedsMax = 2000;

interface Result {
  readonly name: string;
  /** How many seeds it took; undefined when it was not found. */
  readonly seeds: number | undefined;
  readonly check: string;
}

async function hunt(mutant: Mutant): Promise<Result> {
  const { found } = await withMutant(mutant, (root) =>
    runSeeds({ from: 1, seeds: seedsMax, root, stopsAtFirst: true }),
  );
  const [first] = found;
  return { name: mutant.name, seeds: first?.seed, check: first?.finding.check ?? 'NOT FOUND' };
}

const { values } = parseArgs({ options: { only: { type: 'string', default: '' } } });
const chosen = mistakes.filter(({ name, patches }) =>
  [name, ...patches.map(({ file }) => file)].some((text) => text.includes(values.only)),
);
const width = Math.max(...chosen.map(({ name }) => name.length));
console.log(`${'mutant'.padEnd(width)}  seeds  found by`);
let missed = 0;
for (const mutant of chosen) {
  const { name, seeds, check } = await hunt(mutant);
  if (seeds === undefined) missed += 1;
  console.log(`${name.padEnd(width)}  ${String(seeds ?? `${seedsMax}+`).padStart(5)}  ${check}`);
}
console.log(`${chosen.length - missed} of ${chosen.length} found within ${seedsMax} seeds`);
process.exitCode = missed === 0 ? 0 : 1;
