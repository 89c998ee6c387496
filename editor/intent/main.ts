import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { History } from './history.ts';
import { legible } from './tokens.ts';

// npm run intent -- --seeds 100000 --from 1     many seeds, until one breaks a promise
// npm run intent -- --seed 4711                  one seed, with a line for everything that happens
// npm run intent -- --seeds 10000 --write        what was counted, into editor/README.md

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1000' },
    from: { type: 'string', default: '1' },
    seed: { type: 'string' },
    write: { type: 'boolean', default: false },
  },
});

/** How many are printed before it stops. */
const brokenMax = 3;
const mark = '<!-- intent -->';
const counts = new Map<string, number>();
let typed = 0;

function findWrongs(seed: number): readonly string[] {
  try {
    const account = new History(seed, values.seed === undefined ? undefined : readable).run();
    const { exceptions, wrongs } = account;
    typed += account.typed;
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
if (values.write && broken.length === 0) await writeCounts();

/** One line behind the mark in the README: what could not be otherwise, and how often it was. */
async function writeCounts(): Promise<void> {
  const file = new URL('../README.md', import.meta.url);
  const [head = ''] = (await readFile(file, 'utf8')).split(mark);
  const figure = (value: number) => value.toLocaleString('en');
  const parts = [...counts].sort(([, a], [, b]) => b - a).map(([name, times]) => `${figure(times)} ${name}`);
  const line = `of ${figure(typed)} characters in ${figure(count)} histories none was lost; ${parts.join(', ')}.`;
  await writeFile(file, `${head}${mark} ${line}\n`);
}
