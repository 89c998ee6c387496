/** A figure over several rounds. */
export interface Spread {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] ?? Number.NaN;
  return (lower + upper) / 2;
}

export function spreadOf(values: readonly number[]): Spread {
  return { median: median(values), least: Math.min(...values), most: Math.max(...values) };
}

/** Of two servers in the same round, so that what slowed the machine down slowed both. */
export function ratiosOf(values: readonly number[], reference: readonly number[]): readonly number[] {
  return values.map((value, round) => value / (reference[round] ?? Number.NaN));
}

/** Three significant digits, or all that stand before the point. */
export function formatFigure(value: number): string {
  if (!Number.isFinite(value)) return '–';
  const size = Math.abs(value);
  return value.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : size === 0 ? 0 : size >= 0.1 ? 2 : 3);
}

export function formatSpread({ median, least, most }: Spread): string {
  if (formatFigure(least) === formatFigure(most)) return formatFigure(median);
  return `${formatFigure(median)} (${formatFigure(least)} to ${formatFigure(most)})`;
}
