import type { Node } from 'prosemirror-model';

/**
 * Characters that nobody else types: each stands for one thing that was typed, and can be looked for. They are of a plane
 * for private use, and so two UTF-16 units long (E21).
 */
const firstToken = 0xf0000;
export const tokens = /[\u{f0000}-\u{ffffd}]/gu;

export function tokenOf(index: number): string {
  return String.fromCodePoint(firstToken + index);
}

/** For messages: the tokens in `text`, which have no shape, by their numbers. */
export function legible(text: string): string {
  return text.replaceAll(tokens, (token) => `#${(token.codePointAt(0) ?? 0) - firstToken}.`);
}

/** How often each token stands in `doc`. */
export function countTokens(doc: Node): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const token of doc.textBetween(0, doc.content.size).match(tokens) ?? [])
    counts.set(token, (counts.get(token) ?? 0) + 1);
  return counts;
}
