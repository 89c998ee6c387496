import { closeReasons } from '../protocol/index.ts';
import { type Limit, limits } from './limits.ts';

/** The table as Markdown, for the README. */
export function limitsTable(): string {
  const rows = Object.entries<Limit>(limits).map(
    ([name, { bounds, value, why, answer, isFixed = false }]) =>
      `| ${isFixed ? name : `\`--${kebab(name)}\``} | ${bounds} | ${amount(value)} | ${why} | ${consequence(answer)} |`,
  );
  return ['| setting | at most | usually | why | beyond |', '| --- | --- | --- | --- | --- |', ...rows].join(
    '\n',
  );
}

/** `frameBytes` as a flag has it: `frame-bytes`. */
export function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function amount(value: number): string {
  const mebibytes = value / 1024 / 1024;
  if (Number.isInteger(mebibytes)) return `${mebibytes} Mi`;
  return value % 1024 === 0 ? `${value / 1024} Ki` : String(value);
}

function consequence(answer: Limit['answer']): string {
  if ('closes' in answer) return `\`${answer.closes}\`, ${closeReasons[answer.closes]}`;
  return 'status' in answer ? `status ${answer.status}` : answer.does;
}
