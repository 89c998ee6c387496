import type { LoadResult } from './load.ts';
import type { Scenario } from './scenario.ts';

/** One server's results, one a round. */
export interface Measured {
  readonly name: string;
  readonly results: readonly LoadResult[];
}

export interface Report {
  readonly scenario: Scenario;
  readonly rounds: number;
  readonly seconds: number;
  readonly machine: string;
  /** The first is what the others are compared to. */
  readonly measured: readonly Measured[];
}

/** A core that is busier than this was the limit, and what was measured under it is at best a lower bound. */
const busyMax = 0.85;
const lateMaxMs = 50;

export function printReport(report: Report): void {
  const { scenario, rounds, seconds, machine, measured } = report;
  console.log(`\n${scenario.title}: ${rounds} rounds of ${seconds} s on ${machine}`);
  console.log(
    'Server CPU for each update that reached somebody, median (min to max); ratio within a round.\n',
  );
  const rows = [
    ['server', 'CPU µs', 'ratio', 'latency p50 / p99 ms', 'peak MiB'],
    ...measured.map(({ name, results }) => [
      name,
      spread(results.map((result) => result.cpuMicroseconds)),
      spread(ratios(results, measured[0]?.results ?? [])),
      `${median(results.map((r) => r.latencyP50Ms)).toFixed(1)} / ${median(results.map((r) => r.latencyP99Ms)).toFixed(1)}`,
      median(results.map((result) => result.peakMemoryMiB)).toFixed(0),
    ]),
  ];
  for (const row of rows) console.log(line(row, rows));
  for (const remark of measured.flatMap(remarksOn)) console.log(remark);
}

function ratios(results: readonly LoadResult[], reference: readonly LoadResult[]): readonly number[] {
  return results.map(
    (result, round) => result.cpuMicroseconds / (reference[round]?.cpuMicroseconds ?? Number.NaN),
  );
}

function remarksOn({ name, results }: Measured): readonly string[] {
  const share = (of: (result: LoadResult) => number): string =>
    `${(100 * Math.max(...results.map(of))).toFixed(0)} %`;
  return [
    ...(results.some((result) => !result.complete) ? [`! ${name}: not everything arrived everywhere.`] : []),
    ...(results.some((result) => result.serverBusy > busyMax)
      ? [
          `  ${name}: the server was near its own limit (${share((r) => r.serverBusy)} of a core), so that some of its latency may be queueing.`,
        ]
      : []),
    ...(results.some((result) => result.generatorBusy > busyMax || result.lateP99Ms > lateMaxMs)
      ? [
          `! ${name}: the load generator was the limit (${share((r) => r.generatorBusy)} of a core, typed up to ` +
            `${Math.max(...results.map((r) => r.lateP99Ms)).toFixed(0)} ms late): is the machine busy otherwise?`,
        ]
      : []),
  ];
}

function spread(values: readonly number[]): string {
  const digits = Math.max(...values) < 100 ? 2 : 0;
  const [middle, least, most] = [median(values), Math.min(...values), Math.max(...values)];
  return `${middle.toFixed(digits)} (${least.toFixed(digits)} to ${most.toFixed(digits)})`;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] ?? Number.NaN;
  return (lower + upper) / 2;
}

function line(row: readonly string[], rows: readonly (readonly string[])[]): string {
  return row
    .map((cell, column) => cell.padEnd(Math.max(...rows.map((each) => each[column]?.length ?? 0))))
    .join('  ')
    .trimEnd();
}
