import { contenderKeys } from '../contenders/contender.ts';
import { circumstancesOf, type Report, sentencesOf, tableOf } from './report.ts';
import { formatFigure, median } from './statistics.ts';
import { figuresOf, type Verdict, verdictsOf } from './verdict.ts';

/** One row for each scenario: the medians of its first figure, and what became of its targets. */
export function summaryOf(reports: readonly Report[]): string {
  if (reports.length === 0) return 'Nothing was kept yet: `npm run bench -- --write` makes the table.';
  const columns = contendersOf(reports);
  const machines = [...new Set(reports.map(({ machine }) => machine))].join('; ');
  return [
    ...table([
      ['', ...columns.map(({ name }) => name), 'to reach'],
      ...reports.map((report) => summaryRow(report, columns)),
    ]),
    '',
    `Medians, on ${machines}. By \`npm run bench -- --write\`; all figures with their spread are in`,
    '[test/bench/RESULTS.md](test/bench/RESULTS.md).',
  ].join('\n');
}

/** Every figure, with its spread. */
export function detailsOf(reports: readonly Report[]): string {
  const sections = reports.map((report) => [
    `## ${report.scenario.name}: ${report.scenario.title}`,
    '',
    circumstancesOf(report),
    '',
    ...table(tableOf(report)),
    '',
    ...sentencesOf(report).map((sentence) => `- ${sentence}`),
    '',
  ]);
  return [
    '# What the servers need',
    '',
    'Written by `npm run bench -- --write`, and not by hand. [README.md](README.md) says how it is measured. A figure is the median of',
    'the rounds, with the least and the most; a ratio is taken within a round.',
    '',
    ...sections.flat(),
  ].join('\n');
}

type Column = Report['measured'][number]['contender'];

/** Whoever was measured at all. */
function contendersOf(reports: readonly Report[]): readonly Column[] {
  const all = reports.flatMap(({ measured }) => measured.map(({ contender }) => contender));
  return contenderKeys.flatMap((key) => all.find((contender) => contender.key === key) ?? []);
}

function summaryRow({ scenario, measured }: Report, columns: readonly Column[]): readonly string[] {
  const [{ key: column, title }] = scenario.columns;
  const figures = columns.map(({ key }) => {
    const values = figuresOf(measured, key, column);
    return values.length === 0 ? '' : formatFigure(median(values));
  });
  const verdicts = verdictsOf(scenario, measured).map((verdict) => shortVerdict(scenario, verdict));
  return [`${scenario.title}: ${title}`, ...figures, verdicts.join('<br>')];
}

function shortVerdict({ columns }: Report['scenario'], { target, spread, isReached }: Verdict): string {
  const isFirst = target.column === columns[0].key;
  const title = isFirst ? '' : `${columns.find(({ key }) => key === target.column)?.title}: `;
  const against = target.of === undefined ? '' : ` of ${target.of}`;
  return `${isReached ? '✓' : '✗'} ${title}${formatFigure(spread.median)}${against}, ≤ ${formatFigure(target.atMost)}`;
}

function table([heading = [], ...rows]: readonly (readonly string[])[]): readonly string[] {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(heading), line(heading.map((_, column) => (column === 0 ? '---' : '--:'))), ...rows.map(line)];
}
