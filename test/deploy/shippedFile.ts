import { readFileSync } from 'node:fs';

const folder = new URL('../../server/deploy/', import.meta.url);

/** A file of `server/deploy` as whoever installs it gets it. */
export function readShipped(name: string): string {
  return readFileSync(new URL(name, folder), 'utf8');
}

/**
 * A shipped file with some of its words exchanged, and nothing else.
 * @throws for words that it does not hold, since then the test would try another file than the one that is shipped.
 */
export function exchange(text: string, words: readonly (readonly [from: string, to: string])[]): string {
  let exchanged = text;
  for (const [from, to] of words) {
    if (!exchanged.includes(from)) throw new Error(`The shipped file does not hold ${JSON.stringify(from)}.`);
    exchanged = exchanged.replaceAll(from, to);
  }
  return exchanged;
}
