/** A promise that was not kept. The message says which, and of whom. */
export class Finding extends Error {
  override readonly name = 'Finding';
}

const shownMax = 12;

/** @throws {Finding} when something stands there twice, or something demanded isn't there. */
export function demand(where: string, demanded: readonly string[], read: readonly string[]): void {
  const there = new Set(read);
  const missing = demanded.filter((token) => !there.has(token));
  if (missing.length > 0) throw new Finding(`${where}: ${shown(missing)} missing`);
  if (there.size === read.length) return;
  const seen = new Set<string>();
  const doubled = read.filter((token) => seen.size === seen.add(token).size);
  throw new Finding(`${where}: ${shown(doubled)} doubled`);
}

function shown(tokens: readonly string[]): string {
  const rest = tokens.length > shownMax ? ` and ${tokens.length - shownMax} more` : '';
  return `${tokens.slice(0, shownMax).join(', ')}${rest}`;
}
