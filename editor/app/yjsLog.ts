/**
 * In place of `lib0/logging` in the application's bundle: what Yjs tells developers, in plain words. lib0's own has colours,
 * and for these a library of schemas, which everybody would download first.
 */

export const [ORANGE, BOLD, UNBOLD, RED] = ['', '', '', ''];

export function print(...parts: readonly unknown[]): void {
  console.log(...parts.filter((part) => part !== ''));
}

export function warn(...parts: readonly unknown[]): void {
  console.warn(...parts);
}
