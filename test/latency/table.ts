import { cpus } from 'node:os';
import type { Contender, Duration, Latencies, Trial } from './page.ts';

const contenders: readonly Contender[] = ['scriptorium', 'y-prosemirror', 'prosemirror'];
const kinds: readonly Trial['kind'][] = ['paragraph', 'bullet'];
export const sizes = [500, 2000, 5000] as const;

/** All that is measured in one round; contenders take turns. */
export const trials: readonly Trial[] = kinds.flatMap((kind) =>
  sizes.flatMap((blocks) => contenders.map((contender) => ({ contender, blocks, kind }))),
);

/** One contender in one document, once. */
export interface Run {
  readonly trial: Trial;
  readonly latencies: Latencies;
}

interface Row {
  readonly title: string;
  /** What the document is made of; paragraphs, if nothing is said. */
  readonly kind?: Trial['kind'];
  readonly read: (latencies: Latencies) => number;
  /** At 5,000 blocks. */
  readonly max?: number;
}

const ownKey = ({ local }: Latencies) => quantile(all(local), 0.5);
const othersKey = ({ remote }: Latencies) => quantile(all(remote), 0.5);

const rows: readonly Row[] = [
  { title: 'own key, median ms', read: ownKey, max: 8 },
  { title: 'own key, 95 of 100 ms', read: ({ local }) => quantile(all(local), 0.95) },
  { title: "another's key, median ms", read: othersKey, max: 4 },
  { title: "another's key, 95 of 100 ms", read: ({ remote }) => quantile(all(remote), 0.95) },
  {
    title: "another's key, of it in scripts, median ms",
    read: ({ remote }) => quantile(script(remote), 0.5),
  },
  { title: 'own key among items of lists, median ms', kind: 'bullet', read: ownKey, max: 8 },
  { title: "another's key among items of lists, median ms", kind: 'bullet', read: othersKey, max: 4 },
  { title: 'opening, ms', read: ({ openMs }) => openMs },
  { title: 'opening items of lists, ms', kind: 'bullet', read: ({ openMs }) => openMs },
  {
    title: 'frames missed of 100 while five others type',
    read: ({ frames }) => (frames ? (100 * frames.missed) / frames.due : Number.NaN),
  },
];

/** As a table in Markdown: medians over the rounds, with the least and the most in brackets. */
export function tableOf(runs: readonly Run[]): string {
  const lines = [
    ...rows.flatMap((row) => sizes.map((blocks) => lineOf(row, blocks, runs))),
    ...sizes.map((blocks) => ownShareLine(blocks, runs)),
    growthLine(runs),
  ];
  const heads = ['', 'blocks', 'Scriptorium', 'y-prosemirror', 'ratio', 'ProseMirror alone', 'to reach'];
  return [heads, ['---', '--:', '--:', '--:', '--:', '--:', '---'], ...lines]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

/** What it was measured on. */
export function machine(): string {
  const [cpu, ...more] = cpus();
  return `${more.length + 1} cores of ${cpu?.model ?? 'unknown make'}, node ${process.version}`;
}

function lineOf(
  { title, kind = 'paragraph', read, max }: Row,
  blocks: number,
  runs: readonly Run[],
): readonly string[] {
  const [ours = [], theirs = [], alone = []] = contenders.map((contender) =>
    valuesOf(runs, { contender, blocks, kind }, read),
  );
  const ratio = quantile(ours, 0.5) / quantile(theirs, 0.5);
  const isTarget = max !== undefined && blocks === sizes.at(-1);
  const verdict = isTarget ? `${quantile(ours, 0.5) < max ? '✓' : '✗'} under ${max}` : '';
  const shownRatio = Number.isFinite(ratio) ? ratio.toFixed(2) : '';
  return [title, String(blocks), spread(ours), spread(theirs), shownRatio, spread(alone), verdict];
}

function valuesOf(
  runs: readonly Run[],
  { contender, blocks, kind }: Trial,
  read: Row['read'],
): readonly number[] {
  return runs
    .filter(({ trial }) => trial.contender === contender && trial.blocks === blocks && trial.kind === kind)
    .map(({ latencies }) => read(latencies))
    .filter((value) => !Number.isNaN(value));
}

function othersMedian(runs: readonly Run[], contender: Contender, blocks: number): number {
  return quantile(valuesOf(runs, { contender, blocks, kind: 'paragraph' }, othersKey), 0.5);
}

/** What of somebody else's key isn't ProseMirror's, which goes through all blocks by itself: that must not grow. */
function ownShareLine(blocks: number, runs: readonly Run[]): readonly string[] {
  const [ours = '', theirs = ''] = (['scriptorium', 'y-prosemirror'] as const).map((contender) =>
    figure(othersMedian(runs, contender, blocks) - othersMedian(runs, 'prosemirror', blocks)),
  );
  return ["another's key, beside what ProseMirror alone takes, ms", String(blocks), ours, theirs, '', '', ''];
}

/** How much longer somebody else's key takes in the longest documents than in the shortest. */
function growthLine(runs: readonly Run[]): readonly string[] {
  const [least, most] = [sizes[0], sizes[sizes.length - 1] ?? sizes[0]];
  const [ours = '', theirs = '', alone = ''] = contenders.map((contender) =>
    (othersMedian(runs, contender, most) / othersMedian(runs, contender, least)).toFixed(1),
  );
  return ["another's key, times as long as in 500 blocks", String(most), ours, theirs, '', alone, ''];
}

function spread(values: readonly number[]): string {
  if (values.length === 0) return '';
  return `${figure(quantile(values, 0.5))} (${figure(Math.min(...values))}–${figure(Math.max(...values))})`;
}

function figure(value: number): string {
  if (value >= 100) return value.toFixed(0);
  return value.toFixed(value >= 10 ? 1 : 2);
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
