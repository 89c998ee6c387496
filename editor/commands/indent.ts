import type { Command, EditorState } from 'prosemirror-state';
import { blockFacts, isListKind } from '../schema/block.ts';
import { indentRange } from '../schema/place.ts';
import { type Placed, selectedBlocks, setAttributes } from './selected.ts';

/** Deeper by one; the first selected block at most one deeper than what is before it. */
export const indent: Command = (state, dispatch) => {
  const blocks = selectedBlocks(state);
  const first = blocks[0];
  if (!first || blockFacts(first.node).indent >= deepest(state, first)) return false;
  if (dispatch) dispatch(shifted(state, 1));
  return true;
};

/** Out by one; blocks that are not indented stay. */
export const outdent: Command = (state, dispatch) => {
  if (!selectedBlocks(state).some(({ node }) => blockFacts(node).indent > 0)) return false;
  if (dispatch) dispatch(shifted(state, -1));
  return true;
};

/** Whether Tab belongs to the document here: only in lists, so that it leads out of the editor elsewhere. */
export function isInList(state: EditorState): boolean {
  const blocks = selectedBlocks(state);
  return blocks.length > 0 && blocks.every(({ node }) => isListKind(blockFacts(node).kind));
}

/** The attribute's value: null stands for 0. */
export function indentAttribute(depth: number): number | null {
  return depth <= 0 ? null : Math.min(depth, indentRange.max);
}

function deepest(state: EditorState, { pos }: Placed): number {
  const before = state.doc.resolve(pos).nodeBefore;
  return before ? Math.min(blockFacts(before).indent + 1, indentRange.max) : 0;
}

function shifted(state: EditorState, by: number) {
  const tr = state.tr;
  for (const { node, pos } of selectedBlocks(state))
    setAttributes(tr, pos, { indent: indentAttribute(blockFacts(node).indent + by) });
  return tr.scrollIntoView();
}
