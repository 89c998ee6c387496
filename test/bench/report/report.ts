import type { LoadResult } from '../load/order.ts';
import type { Measured } from '../round.ts';
import type { Scenario } from '../scenario.ts';
import type { Share } from './shares.ts';
import { formatFigure, formatSpread, ratiosOf, spreadOf } from './statistics.ts';
import { figuresOf, type Verdict, verdictsOf } from './verdict.ts';

/** All that was measured of one scenario. */
export interface Report {
  readonly scenario: Scenario;
  readonly machine: string;
  readonly measured: readonly Measured[];
  /** Of what Scriptorium's CPU is made; empty where nobody asked. */
  readonly shares: readonly Share[];
}

/** A core that is busier than this was the limit, and what was measured under it is at best a lower bound. */
const busyMax = 0.85;
const lateMaxMs = 50;

/** How often and how long, where, and what was decided about the measurement. */
export function circumstancesOf({ scenario, machine }: Report): string {
  const { rounds, seconds, remark } = scenario;
  const length = seconds > 0 ? ` of ${seconds} s` : '';
  return `${rounds} ${rounds === 1 ? 'round' : 'rounds'}${length} on ${machine}. ${remark}`;
}

/** Heading first. Figures are medians with their spread; the ratio is Scriptorium's first figure to this server's. */
export function tableOf({ scenario, measured }: Report): readonly (readonly string[])[] {
  const [{ key: first }] = scenario.columns;
  const own = figuresOf(measured, 'scriptorium', first);
  return [
    ['server', ...scenario.columns.map(({ title }) => title), 'Scriptorium : it'],
    ...measured.map(({ contender: { key, name } }) => [
      name,
      ...scenario.columns.map((column) => formatSpread(spreadOf(figuresOf(measured, key, column.key)))),
      key === 'scriptorium' ? '' : formatSpread(spreadOf(ratiosOf(own, figuresOf(measured, key, first)))),
    ]),
  ];
}

/** What is to be said below the table: targets, shares, and who was the limit. */
export function sentencesOf(report: Report): readonly string[] {
  const { scenario, measured, shares } = report;
  return [
    ...verdictsOf(scenario, measured).map((verdict) => verdictSentence(scenario, verdict)),
    ...(shares.length > 0 ? [sharesSentence(shares)] : []),
    ...measured.flatMap(remarksOn),
  ];
}

function verdictSentence({ columns }: Scenario, { target, spread, isReached }: Verdict): string {
  const title = columns.find(({ key }) => key === target.column)?.title ?? target.column;
  const against = target.of === undefined ? '' : ` of ${target.of}`;
  return `${isReached ? '✓' : '✗'} ${title}: ${formatSpread(spread)}${against}; to reach ≤ ${formatFigure(target.atMost)}`;
}

function sharesSentence(shares: readonly Share[]): string {
  const parts = shares.map(({ name, share }) => `${name} ${(share * 100).toFixed(0)} %`);
  return `Scriptorium's CPU, from one more run under a profiler: ${parts.join('; ')}`;
}

function remarksOn({ contender: { name }, results }: Measured): readonly string[] {
  const share = (of: (result: LoadResult) => number): string =>
    `${(100 * Math.max(...results.map(of))).toFixed(0)} %`;
  return [
    ...(results.some((result) => !result.complete) ? [`! ${name}: not everything arrived everywhere.`] : []),
    ...(results.some((result) => result.serverBusy > busyMax)
      ? [`! ${name}: the server was near its own limit (${share((r) => r.serverBusy)} of a core).`]
      : []),
    ...(results.some((result) => result.generatorBusy > busyMax || result.lateP99Ms > lateMaxMs)
      ? [
          `! ${name}: the load generator was the limit (${share((r) => r.generatorBusy)} of a core, ` +
            `${Math.max(...results.map((r) => r.lateP99Ms)).toFixed(0)} ms late): is the machine busy otherwise?`,
        ]
      : []),
  ];
}
