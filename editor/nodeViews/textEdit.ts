/**
 * The arithmetic of one replacement in a short text: what somebody typed into a field, found by comparing; and
 * where positions go when others type in the same text. Offsets are UTF-16 code units, as in Yjs and in the DOM,
 * and never fall between the halves of a surrogate pair (E21).
 */
export interface TextEdit {
  readonly index: number;
  readonly removed: number;
  readonly inserted: string;
}

export interface TextRange {
  readonly index: number;
  readonly length: number;
}

export interface Comparison {
  readonly before: string;
  readonly after: string;
  /** Where the caret is in `after`. It decides which of several equal letters was the one typed. */
  readonly caret: number;
}

/** The smallest replacement that makes `after` of `before`, or undefined when they are equal. */
export function differenceBetween({ before, after, caret }: Comparison): TextEdit | undefined {
  if (before === after) return undefined;
  const shorter = Math.min(before.length, after.length);
  const suffixMax = Math.min(shorter, Math.max(0, after.length - caret));
  let suffix = 0;
  while (suffix < suffixMax && before.at(-1 - suffix) === after.at(-1 - suffix)) suffix++;
  if (cutsPair(before, before.length - suffix) || cutsPair(after, after.length - suffix)) suffix--;
  let prefix = 0;
  while (prefix < shorter - suffix && before[prefix] === after[prefix]) prefix++;
  if (cutsPair(before, prefix) || cutsPair(after, prefix)) prefix--;
  return {
    index: prefix,
    removed: before.length - suffix - prefix,
    inserted: after.slice(prefix, after.length - suffix),
  };
}

/** Where a caret at `position` is after the edits. What is inserted exactly there comes after it. */
export function movePosition(position: number, edits: readonly TextEdit[]): number {
  return edits.reduce((at, { index, removed, inserted }) => {
    if (at <= index) return at;
    return at >= index + removed ? at + inserted.length - removed : index;
  }, position);
}

/** Where the characters of a range are after the edits, as ranges in order; those removed meanwhile are left out. */
export function followRange(range: TextRange, edits: readonly TextEdit[]): readonly TextRange[] {
  const runs: { index: number; length: number }[] = [];
  for (let offset = 0; offset < range.length; offset++) {
    const index = followCharacter(range.index + offset, edits);
    if (index === undefined) continue;
    const last = runs.at(-1);
    if (last !== undefined && last.index + last.length === index) last.length++;
    else runs.push({ index, length: 1 });
  }
  return runs;
}

function followCharacter(position: number, edits: readonly TextEdit[]): number | undefined {
  let at = position;
  for (const { index, removed, inserted } of edits) {
    if (at < index) continue;
    if (at < index + removed) return undefined;
    at += inserted.length - removed;
  }
  return at;
}

function cutsPair(text: string, index: number): boolean {
  const code = text.charCodeAt(index);
  const previous = text.charCodeAt(index - 1);
  return code >= 0xdc00 && code <= 0xdfff && previous >= 0xd800 && previous <= 0xdbff;
}
