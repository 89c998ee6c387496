import type { Attrs, DOMOutputSpec, Node } from 'prosemirror-model';
import { suggestionAttributes, suggestionsOf } from './annotation.ts';
import { countAttribute, readCount, readWord } from './attribute.ts';

/**
 * Where a block-level ProseMirror node stands. Blocks are siblings, never in each other, so that people can indent, quote and move
 * them at once without losing text: what a list item, a toggle, a callout or a quotation holds follows from these.
 */

export const indentRange = { min: 1, max: 8 } as const;
export const quotedRange = { min: 1, max: 8 } as const;
export const alignments = ['center', 'right', 'justify'] as const;

/** The number that a list begins with, as in HTML and Markdown. */
export const startRange = { min: 0, max: 999_999_999 } as const;

/** What every block-level type carries, so that it can stand in a list item or in a quotation, and be suggested. */
export const flowAttributes = {
  indent: countAttribute,
  quoted: countAttribute,
  ...suggestionAttributes,
} as const;

/** A place as it may be relied on, whatever another client has stored: both 0 to 8. */
export interface Place {
  readonly indent: number;
  readonly quoted: number;
}

/** Shape: any block-level ProseMirror node. The kind `quote` is a quotation more than `quoted` says: see `quotationsAround`. */
export function placeFacts({ attrs }: Node): Place {
  return {
    indent: readCount(attrs.indent, indentRange) ?? 0,
    quoted: readCount(attrs.quoted, quotedRange) ?? 0,
  };
}

/** How many quotations are drawn around a block, its own included. */
export function quotationsAround(node: Node): number {
  return placeFacts(node).quoted + (node.attrs.kind === 'quote' ? 1 : 0);
}

/** The attributes of something put in the place of `node`, or beside it. */
export function keptPlace({ attrs }: Node): Attrs {
  return { indent: attrs.indent ?? null, quoted: attrs.quoted ?? null };
}

/** What a block is drawn as; null leaves an attribute out. */
export interface Drawing {
  readonly tag: string;
  readonly [attribute: string]: string | null;
}

/**
 * A block-level drawing at its place: in a `blockquote` if it is quoted, whose depth `data-bars` says. `content` is what is in the
 * element: for what has content, an element with a hole or the hole itself.
 */
export function drawPlaced(
  node: Node,
  { tag, ...attributes }: Drawing,
  ...content: readonly (DOMOutputSpec | 0)[]
): DOMOutputSpec {
  if (quotationsAround(node) === 0) return [tag, { ...placeOf(node), ...attributes }, ...content];
  const kind = { 'data-quote': node.attrs.kind === 'quote' ? 'own' : 'around' };
  return ['blockquote', { ...placeOf(node), ...kind }, [tag, attributes, ...content]];
}

/** As data attributes; null leaves an attribute out. `data-bars` is how many quotations are drawn. */
export function placeOf(node: Node): Record<string, string | null> {
  const { indent, quoted } = placeFacts(node);
  return {
    'data-indent': textOf(indent),
    'data-quoted': textOf(quoted),
    'data-bars': textOf(quotationsAround(node)),
    'data-align': readWord(node.attrs.align, alignments),
    ...suggestionsOf(node),
  };
}

function textOf(count: number): string | null {
  return count === 0 ? null : String(count);
}
