import type { LoadResult } from '../load/order.ts';
import type { Measured } from '../round.ts';
import type { Scenario } from '../scenario.ts';
import { formatFigure, formatSpread, ratiosOf, spreadOf } from './statistics.ts';
import { figuresOf, type Verdict, verdictsOf } from './verdict.ts';

export interface Report {
  readonly scenario: Scenario;
  readonly machine: string;
  readonly measured: readonly Measured[];
}

/** A core that is busier than this was the limit, and what was measured under it is at best a lower bound. */
const busyMax = 0.85;
const lateMaxMs = 50;

export function printReport(report: Report): void {
  const { scenario, machine, measured } = report;
  const { rounds, seconds } = scenario;
  console.log(`\n${scenario.name}: ${scenario.title}`);
  console.log(`${rounds} rounds${seconds > 0 ? ` of ${seconds} s` : ''} on ${machine}. ${scenario.remark}\n`);
  const rows = tableOf(report);
  for (const row of rows) console.log(line(row, rows));
  for (const verdict of verdictsOf(scenario, measured)) console.log(sentenceOf(scenario, verdict));
  for (const remark of measured.flatMap(remarksOn)) console.log(remark);
}

/** Heading first. Figures are medians with their spread; the ratio is Scriptorium's first figure to this server's. */
function tableOf({ scenario, measured }: Report): readonly (readonly string[])[] {
  const [{ key }] = scenario.columns;
  const own = figuresOf(measured[0], key);
  return [
    ['server', ...scenario.columns.map(({ title }) => title), 'Scriptorium : it'],
    ...measured.map((each) => [
      each.contender.name,
      ...scenario.columns.map((column) => formatSpread(spreadOf(figuresOf(each, column.key)))),
      each === measured[0] ? '' : formatSpread(spreadOf(ratiosOf(own, figuresOf(each, key)))),
    ]),
  ];
}

function sentenceOf({ columns }: Scenario, { target, spread, isReached }: Verdict): string {
  const title = columns.find(({ key }) => key === target.column)?.title ?? target.column;
  const against = target.of === undefined ? '' : ` of ${target.of}`;
  return `${isReached ? '✓' : '✗'} ${title}: ${formatSpread(spread)}${against}; to reach ≤ ${formatFigure(target.atMost)}`;
}

function remarksOn({ contender: { name }, results }: Measured): readonly string[] {
  const share = (of: (result: LoadResult) => number): string =>
    `${(100 * Math.max(...results.map(of))).toFixed(0)} %`;
  return [
    ...(results.some((result) => !result.complete) ? [`! ${name}: not everything arrived everywhere.`] : []),
    ...(results.some((result) => result.serverBusy > busyMax)
      ? [`  ${name}: the server was near its own limit (${share((r) => r.serverBusy)} of a core).`]
      : []),
    ...(results.some((result) => result.generatorBusy > busyMax || result.lateP99Ms > lateMaxMs)
      ? [
          `! ${name}: the load generator was the limit (${share((r) => r.generatorBusy)} of a core, ` +
            `${Math.max(...results.map((r) => r.lateP99Ms)).toFixed(0)} ms late): is the machine busy otherwise?`,
        ]
      : []),
  ];
}

function line(row: readonly string[], rows: readonly (readonly string[])[]): string {
  return row
    .map((cell, column) => cell.padEnd(Math.max(...rows.map((each) => each[column]?.length ?? 0))))
    .join('  ')
    .trimEnd();
}
