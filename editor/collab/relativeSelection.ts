import type { Node } from 'prosemirror-model';
import { type EditorState, type Selection, TextSelection, type Transaction } from 'prosemirror-state';
import { absolutePositionToRelativePosition, relativePositionToAbsolutePosition } from 'y-prosemirror';
import { RelativePosition, type XmlFragment } from 'yjs';
import type { Mapping } from './mapping.ts';

/** A text selection by the characters it is beside, which hold still while others write. */
export interface RelativeSelection {
  readonly anchor: RelativePosition;
  readonly head: RelativePosition;
}

/** A bound fragment: its elements and the ProseMirror nodes that they are drawn as. */
export interface Bound {
  readonly type: XmlFragment;
  readonly mapping: Mapping;
}

/** Undefined for selections that aren't of text: those are mapped through steps. */
export function captureSelection(
  bound: Bound,
  { doc, selection }: EditorState,
): RelativeSelection | undefined {
  if (!(selection instanceof TextSelection)) return undefined;
  const { anchor, head } = selection;
  return {
    anchor: relativePosition(bound, { doc, pos: anchor, isEnd: anchor >= head }),
    head: relativePosition(bound, { doc, pos: head, isEnd: head >= anchor }),
  };
}

/** Where `selection` is now; undefined if what it was in is gone. */
export function restoreSelection(
  bound: Bound,
  selection: RelativeSelection,
  doc: Node,
): Selection | undefined {
  const anchor = absolutePosition(bound, selection.anchor);
  const head = absolutePosition(bound, selection.head);
  if (anchor === undefined || head === undefined) return undefined;
  const largest = doc.content.size;
  if (anchor > largest || head > largest) return undefined;
  return TextSelection.between(doc.resolve(anchor), doc.resolve(head));
}

/**
 * The selection after a remote change: by the characters where they are known, else through the steps. In a document
 * that was empty everything was selected, which must not become "all that the other person just wrote".
 */
export function selectionAfter(tr: Transaction, restored: Selection | undefined): Selection {
  if (tr.before.childCount === 0) return startOf(tr);
  return restored ?? tr.selection;
}

function startOf(tr: Transaction): Selection {
  const first = tr.doc.firstChild;
  return first?.isTextblock ? TextSelection.create(tr.doc, 1) : tr.selection;
}

/**
 * Beside the character before a caret or a range's end, so that what another person types at the same place comes after
 * it and doesn't part a word that is being written.
 */
function relativePosition(
  { type, mapping }: Bound,
  { doc, pos, isEnd }: { readonly doc: Node; readonly pos: number; readonly isEnd: boolean },
): RelativePosition {
  const before = isEnd && doc.resolve(pos).nodeBefore?.isText;
  if (before) {
    const left: RelativePosition = absolutePositionToRelativePosition(pos - 1, type, mapping);
    if (left.item) return new RelativePosition(left.type, left.tname, left.item, -1);
  }
  return absolutePositionToRelativePosition(pos, type, mapping);
}

function absolutePosition({ type, mapping }: Bound, position: RelativePosition): number | undefined {
  if (!type.doc) return undefined;
  return relativePositionToAbsolutePosition(type.doc, type, position, mapping) ?? undefined;
}
