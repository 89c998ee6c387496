import { cpus } from 'node:os';
import type { Contender, Duration, Latencies } from './page.ts';

export const contenders: readonly Contender[] = ['scriptorium', 'y-prosemirror'];
export const sizes = [500, 2000, 5000] as const;

/** One contender in one document, once. */
export interface Run {
  readonly contender: Contender;
  readonly blocks: number;
  readonly latencies: Latencies;
}

interface Row {
  readonly title: string;
  readonly read: (latencies: Latencies) => number;
  /** At 5,000 blocks. */
  readonly max?: number;
}

const rows: readonly Row[] = [
  { title: 'own key, median ms', read: ({ local }) => quantile(all(local), 0.5), max: 8 },
  { title: 'own key, 95 of 100 ms', read: ({ local }) => quantile(all(local), 0.95) },
  { title: "another's key, median ms", read: ({ remote }) => quantile(all(remote), 0.5), max: 4 },
  { title: "another's key, 95 of 100 ms", read: ({ remote }) => quantile(all(remote), 0.95) },
  {
    title: "another's key, of it in scripts, median ms",
    read: ({ remote }) => quantile(script(remote), 0.5),
  },
  { title: 'opening, ms', read: ({ openMs }) => openMs },
  {
    title: 'frames missed of 100 while five others type',
    read: ({ framesMissed, framesDue }) => (100 * framesMissed) / framesDue,
  },
];

/** As a table in Markdown: medians over the rounds, with the least and the most in brackets. */
export function tableOf(runs: readonly Run[]): string {
  const lines = [
    ...rows.flatMap((row) => sizes.map((blocks) => lineOf(row, blocks, runs))),
    growthLine(runs),
  ];
  const heads = ['', 'blocks', 'Scriptorium', 'y-prosemirror', 'ratio', 'to reach'];
  return [heads, ['---', '--:', '--:', '--:', '--:', '---'], ...lines]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

/** What it was measured on. */
export function machine(): string {
  const [cpu, ...more] = cpus();
  return `${more.length + 1} cores of ${cpu?.model ?? 'unknown make'}, node ${process.version}`;
}

function lineOf({ title, read, max }: Row, blocks: number, runs: readonly Run[]): readonly string[] {
  const [ours = [], theirs = []] = contenders.map((contender) =>
    runs
      .filter((run) => run.contender === contender && run.blocks === blocks)
      .map((run) => read(run.latencies)),
  );
  const ratio = quantile(ours, 0.5) / quantile(theirs, 0.5);
  const isTarget = max !== undefined && blocks === sizes.at(-1);
  const verdict = isTarget ? `${quantile(ours, 0.5) < max ? '✓' : '✗'} under ${max}` : '';
  const shownRatio = Number.isFinite(ratio) ? ratio.toFixed(2) : '';
  return [title, String(blocks), spread(ours), spread(theirs), shownRatio, verdict];
}

/** How much longer somebody else's key takes in the longest documents than in the shortest. */
function growthLine(runs: readonly Run[]): readonly string[] {
  const medianOf = (contender: Contender, blocks: number | undefined) => {
    const those = runs.filter((run) => run.contender === contender && run.blocks === blocks);
    return quantile(
      those.map(({ latencies: { remote } }) => quantile(all(remote), 0.5)),
      0.5,
    );
  };
  const [ours = '', theirs = ''] = contenders.map((contender) =>
    (medianOf(contender, sizes.at(-1)) / medianOf(contender, sizes[0])).toFixed(1),
  );
  return ["another's key, times as long as in 500 blocks", String(sizes.at(-1)), ours, theirs, '', ''];
}

function spread(values: readonly number[]): string {
  return `${figure(quantile(values, 0.5))} (${figure(Math.min(...values))}–${figure(Math.max(...values))})`;
}

function figure(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toFixed(1);
}

function all(durations: readonly Duration[]): readonly number[] {
  return durations.map(({ allMs }) => allMs);
}

function script(durations: readonly Duration[]): readonly number[] {
  return durations.map(({ scriptMs }) => scriptMs);
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
