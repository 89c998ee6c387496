import type { Mark, Node } from 'prosemirror-model';
import { schema } from '../schema/schema.ts';

/** What is in a textblock, with marks around each other. */
export type InlinePart = Marked | Node;

export interface Marked {
  readonly mark: Mark;
  readonly inside: readonly InlinePart[];
}

export function isMarked(part: InlinePart): part is Marked {
  return 'inside' in part;
}

/** Shape: a canonical textblock. A picture's own link is a mark here, as it is in HTML and Markdown. */
export function inlineTreeOf(textblock: Node): readonly InlinePart[] {
  const { children } = textblock;
  const before = textMarks(children);
  const after = textMarks(children.toReversed()).toReversed();
  return nest(
    children.map((node, index) => {
      const beside = { before: before[index] ?? [], after: after[index] ?? [] };
      return { node, marks: node.isText ? node.marks : drawnMarks(node, beside) };
    }),
  );
}

/** For each ProseMirror node the marks of the last text up to it. */
function textMarks(children: readonly Node[]): readonly (readonly Mark[])[] {
  let marks: readonly Mark[] = [];
  return children.map((node) => {
    if (node.isText) marks = node.marks;
    return marks;
  });
}

interface Run {
  readonly node: Node;
  /** Those that aren't around it yet. */
  readonly marks: readonly Mark[];
}

function nest(runs: readonly Run[]): readonly InlinePart[] {
  const parts: InlinePart[] = [];
  for (let at = 0; at < runs.length; ) {
    const { mark, end } = outermostMark(runs, at);
    const inside = runs.slice(at, end);
    if (mark) parts.push({ mark, inside: nest(inside.map((run) => without(run, mark))) });
    else parts.push(...inside.map(({ node }) => node));
    at = end;
  }
  return parts;
}

/** A link if there is one, then the mark that goes furthest, so that few are cut in two; code is only ever around text. */
function outermostMark(runs: readonly Run[], at: number): { readonly mark?: Mark; readonly end: number } {
  let best: { readonly mark?: Mark; readonly end: number } = { end: at + 1 };
  for (const mark of runs[at]?.marks ?? []) {
    const end = endOf(mark, { runs, at });
    if (mark.type === schema.marks.link) return { mark, end };
    if (!best.mark || (end > best.end && mark.type !== schema.marks.code)) best = { mark, end };
  }
  return best;
}

/** Where `mark` ends, or before: nothing but text is in code, and nothing begins in a link that goes on after it. */
function endOf(mark: Mark, { runs, at }: { readonly runs: readonly Run[]; readonly at: number }): number {
  const goesOn = ({ marks }: Run) =>
    mark.isInSet(marks) && (mark.type !== schema.marks.code || marks.length === 1);
  let end = at + 1;
  for (let run = runs[end]; run && goesOn(run); run = runs[end]) end += 1;
  const cut = linkOf(runs[end]);
  while (cut && end > at + 1 && linkOf(runs[end - 1])?.eq(cut)) end -= 1;
  return end;
}

function linkOf(run: Run | undefined): Mark | undefined {
  return run && schema.marks.link.isInSet(run.marks);
}

function without({ node, marks }: Run, mark: Mark): Run {
  return { node, marks: mark.removeFromSet(marks) };
}

/**
 * What isn't text has no marks (E4); it is drawn in those that the text before and after it share, so that emphasis isn't cut
 * in two by a line break.
 */
function drawnMarks(
  node: Node,
  { before, after }: Record<'before' | 'after', readonly Mark[]>,
): readonly Mark[] {
  const shared = before.filter((mark) => mark.type !== schema.marks.code && mark.isInSet(after));
  if (node.type !== schema.nodes.image) return shared;
  const plain = shared.filter(({ type }) => type !== schema.marks.link);
  return node.attrs.href === null ? plain : [schema.marks.link.create({ href: node.attrs.href }), ...plain];
}
