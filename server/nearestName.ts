/** A mistake is seldom more than two letters, and in a short name one. */
const mistakesMax = 2;

/** @returns the known name that was most likely meant; undefined when none is near. */
export function nearestName(given: string, known: readonly string[]): string | undefined {
  const ranked = known
    .map((name) => ({ name, mistakes: mistakesBetween(given.toLowerCase(), name) }))
    .sort((one, other) => one.mistakes - other.mistakes);
  const [best] = ranked;
  if (best === undefined) return undefined;
  return best.mistakes <= Math.min(mistakesMax, Math.floor(best.name.length / 3)) ? best.name : undefined;
}

/** Letters to insert, remove, change or swap with the next, in a table of prefixes. Source: Damerau, optimal string alignment. */
function mistakesBetween(one: string, other: string): number {
  const rows: number[][] = [Array.from({ length: other.length + 1 }, (_, index) => index)];
  const at = (row: number, column: number): number => rows[row]?.[column] ?? Number.POSITIVE_INFINITY;
  for (let i = 1; i <= one.length; i += 1) {
    const row = [i];
    rows.push(row);
    for (let j = 1; j <= other.length; j += 1) {
      const isSame = one[i - 1] === other[j - 1];
      const isSwap = one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      const swapped = isSwap ? at(i - 2, j - 2) + 1 : Number.POSITIVE_INFINITY;
      row.push(Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + (isSame ? 0 : 1), swapped));
    }
  }
  return at(one.length, other.length);
}
