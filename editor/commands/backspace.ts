import { chainCommands, deleteSelection, joinBackward, selectNodeBackward } from 'prosemirror-commands';
import type { Command } from 'prosemirror-state';
import { blockFacts } from '../schema/block.ts';
import { indentAttribute } from './indent.ts';
import { caretBlock, setAttributes } from './selected.ts';

/** At the start of a block: first it becomes a paragraph, then it comes out by one and one. */
export const plainBackward: Command = (state, dispatch) => {
  const block = caretBlock(state);
  if (!block || state.selection.$from.parentOffset > 0) return false;
  const { kind, indent } = blockFacts(block.node);
  if (kind === 'paragraph' && indent === 0) return false;
  const attrs =
    kind === 'paragraph'
      ? { indent: indentAttribute(indent - 1) }
      : { kind: 'paragraph', level: null, checked: null };
  if (dispatch) dispatch(setAttributes(state.tr, block.pos, attrs).scrollIntoView());
  return true;
};

/** Joins with an empty block before by taking that away, so that the block with text stays what it is. */
const deleteEmptyBefore: Command = (state, dispatch) => {
  const block = caretBlock(state);
  if (!block || state.selection.$from.parentOffset > 0 || block.node.content.size === 0) return false;
  const before = state.doc.resolve(block.pos).nodeBefore;
  if (!before?.isTextblock || before.content.size > 0) return false;
  if (dispatch) dispatch(state.tr.delete(block.pos - before.nodeSize, block.pos).scrollIntoView());
  return true;
};

/** What Backspace does, where it isn't the browser's own deletion of a character. */
export const backspace: Command = chainCommands(
  deleteSelection,
  plainBackward,
  deleteEmptyBefore,
  joinBackward,
  selectNodeBackward,
);
