import type { Attrs, Mark } from 'prosemirror-model';
import { indentRange, quotedRange } from '../schema/place.ts';
import { alignIn, keepsSpaces, marksIn } from './htmlStyle.ts';
import type { HtmlElement } from './htmlTree.ts';
import { outermost, type Surroundings } from './outline.ts';

/** What is around a piece of HTML while it is read. */
export interface Context extends Surroundings {
  /** How many quotations are around it. */
  readonly quotations: number;
  readonly align: string | null;
  readonly marks: readonly Mark[];
  /** Whether spaces and ends of lines count. */
  readonly kept: boolean;
  /** In a table's cell there are neither tables nor embeds. */
  readonly inCell: boolean;
}

export const pageContext: Context = {
  ...outermost,
  quotations: 0,
  align: null,
  marks: [],
  kept: false,
  inCell: false,
};

/** What is around the children of `element`, by what it says of its text and place. */
export function contextIn(element: HtmlElement, context: Context): Context {
  const align = alignIn(element);
  return {
    ...context,
    indent: countIn(element, 'data-indent') ?? context.indent,
    align: align === undefined ? context.align : align,
    marks: marksIn(element, context.marks),
    kept: keepsSpaces(element) ?? context.kept,
  };
}

/** One quotation deeper; the editor's own drawing says in one element how many there are, and whether text is one by itself. */
export function quotedContext(element: HtmlElement, context: Context): Context {
  return {
    ...contextIn(element, context),
    quotations: countIn(element, 'data-bars') ?? context.quotations + 1,
    inQuotation: element.attributes['data-quote'] !== 'around',
  };
}

/** The attributes of what stands there. */
export function placeIn({ indent, quotations }: Context): Attrs {
  return {
    indent: Math.min(indent, indentRange.max) || null,
    quoted: Math.min(quotations, quotedRange.max) || null,
  };
}

/** The attributes of a paragraph there; in a quotation it is one by itself, if it doesn't say otherwise in `data-kind`. */
export function paragraphIn(context: Context, said?: string): Attrs {
  const kind = said ?? (context.inQuotation ? 'quote' : 'paragraph');
  const quotations = context.quotations - (kind === 'quote' ? 1 : 0);
  return { kind, align: context.align, ...placeIn({ ...context, quotations }) };
}

/** A whole number from 0 in an attribute, else null. */
export function countIn({ attributes }: HtmlElement, name: string): number | null {
  const text = attributes[name] ?? '';
  return /^\s*\d{1,9}/.test(text) ? Number.parseInt(text, 10) : null;
}
