import type { Node } from 'prosemirror-model';

/** A ProseMirror node before and after, and how much at both ends of its content is known to be the same. */
export interface Edit {
  readonly old: Node;
  readonly now: Node;
  readonly prefix: number;
  readonly suffix: number;
}

/** The extent is found by comparing. */
export function differenceOf(old: Node, now: Node): Edit {
  const prefix = old.content.findDiffStart(now.content);
  const end = old.content.findDiffEnd(now.content);
  if (prefix === null || !end) return { old, now, prefix: old.content.size, suffix: 0 };
  const suffix = Math.min(old.content.size - end.a, Math.min(old.content.size, now.content.size) - prefix);
  return { old, now, prefix, suffix };
}
