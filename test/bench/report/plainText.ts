import { circumstancesOf, type Report, sentencesOf, tableOf } from './report.ts';

/** A report for the terminal. */
export function textOf(report: Report): string {
  const { name, title } = report.scenario;
  const rows = tableOf(report);
  const table = rows.map((row) => line(row, rows));
  return ['', `${name}: ${title}`, circumstancesOf(report), '', ...table, ...sentencesOf(report)].join('\n');
}

function line(row: readonly string[], rows: readonly (readonly string[])[]): string {
  return row
    .map((cell, column) => cell.padEnd(Math.max(...rows.map((each) => each[column]?.length ?? 0))))
    .join('  ')
    .trimEnd();
}
