import { historyOf } from './history.ts';
import { simulate } from './simulation.ts';
import type { Finding } from './witness.ts';

/** What a process that runs a share of the seeds is told on its command line, as JSON. */
export interface ShardTask {
  readonly first: number;
  readonly end: number;
  readonly step: number;
}

/** What it says to its parent. */
export interface ShardReport {
  /** Seeds since the last report. */
  readonly seeds: number;
  readonly counts: Readonly<Record<string, number>>;
  readonly found: readonly { readonly seed: number; readonly finding: Finding }[];
}

const reportMs = 500;

async function run({ first, end, step }: ShardTask): Promise<void> {
  let report = emptyReport();
  let reportedMs = performance.now();
  for (let seed = first; seed < end; seed += step) {
    const { finding, counts } = await simulate(historyOf(seed));
    report.seeds += 1;
    for (const [what, times] of counts) report.counts[what] = (report.counts[what] ?? 0) + times;
    if (finding !== undefined) report.found.push({ seed, finding });
    if (finding === undefined && performance.now() - reportedMs < reportMs) continue;
    process.send?.(report satisfies ShardReport);
    report = emptyReport();
    reportedMs = performance.now();
  }
  process.send?.(report satisfies ShardReport);
  process.disconnect();
}

function emptyReport(): {
  seeds: number;
  counts: Record<string, number>;
  found: ShardReport['found'][number][];
} {
  return { seeds: 0, counts: {}, found: [] };
}

await run(JSON.parse(process.argv[2] ?? '{}') as ShardTask);
