import type { Node, ResolvedPos } from 'prosemirror-model';
import { type EditorState, Selection, TextSelection, type Transaction } from 'prosemirror-state';
import type { RelativePosition } from 'yjs';
import type { Side } from './positions.ts';

/** A text selection by the characters it is beside, which hold still while others write. */
export interface RelativeSelection {
  readonly anchor: RelativePosition;
  readonly head: RelativePosition;
}

/** Whoever knows where in Yjs a position of the drawn document is. */
export interface Bound {
  /** Undefined where that can't be told. */
  relativePosition(pos: number, side: Side): RelativePosition | undefined;
  /** Undefined for what is in nothing that is there. */
  absolutePosition(position: RelativePosition): number | undefined;
}

/** Undefined for selections that aren't of text: those are mapped through steps. */
export function captureSelection(bound: Bound, { selection }: EditorState): RelativeSelection | undefined {
  if (!(selection instanceof TextSelection)) return undefined;
  const { anchor, head } = selection;
  const relativeAnchor = bound.relativePosition(anchor, anchor >= head ? 'before' : 'after');
  const relativeHead = bound.relativePosition(head, head >= anchor ? 'before' : 'after');
  return relativeAnchor && relativeHead && { anchor: relativeAnchor, head: relativeHead };
}

/** Where `selection` is now; undefined if what it was in is gone. */
export function restoreSelection(
  bound: Bound,
  selection: RelativeSelection,
  doc: Node,
): Selection | undefined {
  const anchor = bound.absolutePosition(selection.anchor);
  const head = bound.absolutePosition(selection.head);
  if (anchor === undefined || head === undefined) return undefined;
  const largest = doc.content.size;
  if (anchor > largest || head > largest) return undefined;
  return selectionBetween(doc.resolve(anchor), doc.resolve(head));
}

/**
 * The selection after a remote change. A caret stays behind the character before it, so that what another person types
 * at the same place doesn't part a word that is being written, and a range grows at neither end. In a document that was
 * empty everything was selected, which must not become "all that the other person just wrote".
 */
export function followedSelection(tr: Transaction, before: Selection): Selection {
  if (tr.before.childCount === 0) return startOf(tr);
  if (!(before instanceof TextSelection)) return tr.selection;
  const { anchor, head } = before;
  const to = tr.mapping.map(Math.max(anchor, head), -1);
  const from = before.empty ? to : Math.min(tr.mapping.map(Math.min(anchor, head), 1), to);
  const [start, end] = [
    tr.doc.resolve(anchor <= head ? from : to),
    tr.doc.resolve(anchor <= head ? to : from),
  ];
  return selectionBetween(start, end);
}

/** Of text if there is any to be found from both ends, else whatever is nearest (E15). */
export function selectionBetween(anchor: ResolvedPos, head: ResolvedPos): Selection {
  return [anchor, head].every(hasTextNear) ? TextSelection.between(anchor, head) : Selection.near(head);
}

/** What is only drawn as a whole, like a formula, is passed over by ProseMirror's search. */
function hasTextNear(pos: ResolvedPos): boolean {
  return [1, -1].some((direction) => Selection.findFrom(pos, direction, true)) || pos.parent.inlineContent;
}

function startOf(tr: Transaction): Selection {
  const first = tr.doc.firstChild;
  return first?.isTextblock ? TextSelection.create(tr.doc, 1) : tr.selection;
}
