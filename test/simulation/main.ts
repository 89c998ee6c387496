import { parseArgs } from 'node:util';
import { runSeeds } from './crowd.ts';
import { formatHistory, historyOf } from './history.ts';
import { shrink } from './shrink.ts';
import { simulate } from './simulation.ts';

// npm run simulate -- --seeds 100000 --from 1     many seeds; a failing one is shrunk and printed
// npm run simulate -- --seed 4711                  one seed, with a line for everything that happens

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1000' },
    from: { type: 'string', default: '1' },
    seed: { type: 'string' },
  },
});
const shrinkTriesMax = 600;

async function runOne(seed: number): Promise<boolean> {
  const { finding } = await simulate(historyOf(seed), (line) => console.log(line));
  if (finding !== undefined) console.log(`\n${finding.check}: ${finding.text}`);
  return finding === undefined;
}

async function runMany(from: number, seeds: number): Promise<boolean> {
  let printedMs = 0;
  const { found, counts, seconds } = await runSeeds({
    from,
    seeds,
    stopsAtFirst: true,
    onReport: (result) => {
      if (performance.now() - printedMs < 5000) return;
      printedMs = performance.now();
      console.log(`${result.seeds} seeds, ${(result.seeds / result.seconds).toFixed(0)} a second`);
    },
  });
  for (const [what, times] of [...counts].sort(([one], [other]) => one.localeCompare(other)))
    console.log(`${String(times).padStart(12)} ${what}`);
  const [first] = found;
  if (first === undefined) {
    console.log(`${seeds} seeds in ${seconds.toFixed(1)} s: every promise was kept`);
    return true;
  }
  console.log(`\nseed ${first.seed}: ${first.finding.check}: ${first.finding.text}\nshrinking…\n`);
  const shortest = await shrink(historyOf(first.seed), {
    check: first.finding.check,
    triesMax: shrinkTriesMax,
  });
  console.log(formatHistory(shortest));
  return false;
}

const isFine =
  values.seed === undefined
    ? await runMany(Number(values.from), Number(values.seeds))
    : await runOne(Number(values.seed));
process.exitCode = isFine ? 0 : 1;
