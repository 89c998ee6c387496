import { chainCommands, exitCode } from 'prosemirror-commands';
import { type Command, TextSelection } from 'prosemirror-state';
import { schema } from '../schema/schema.ts';

/** A line break inside a block; leaves code. */
export const insertHardBreak: Command = chainCommands(exitCode, (state, dispatch) => {
  const { $from } = state.selection;
  if (!$from.parent.inlineContent) return false;
  if (!dispatch) return true;
  // The break itself has no marks (E4), but what is typed after it goes on with those before.
  const marks = state.storedMarks ?? $from.marks();
  const tr = state.tr.replaceSelectionWith(schema.nodes.hard_break.create(), false);
  dispatch(tr.ensureMarks(marks).scrollIntoView());
  return true;
});

/** A divider after the block with the caret, and the caret after it; takes the place of an empty paragraph. */
export const insertDivider: Command = (state, dispatch) => {
  const { $to } = state.selection;
  if (!dispatch) return true;
  const { divider, block } = schema.nodes;
  const empty = $to.depth === 1 && $to.parent.content.size === 0;
  const at = $to.depth === 0 ? $to.pos : empty ? $to.before(1) : $to.after(1);
  const tr = state.tr.insert(at, divider.create());
  const after = at + 1;
  if (!tr.doc.nodeAt(after)?.isTextblock) tr.insert(after, block.create());
  dispatch(tr.setSelection(TextSelection.create(tr.doc, after + 1)).scrollIntoView());
  return true;
};
