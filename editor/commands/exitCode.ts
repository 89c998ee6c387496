import { type Command, TextSelection } from 'prosemirror-state';
import { keptPlace } from '../schema/place.ts';
import { schema } from '../schema/schema.ts';

/** Leaves code for a new paragraph after it, which stands in the same item and quotation. */
export const exitCode: Command = (state, dispatch) => {
  const { $head, $anchor } = state.selection;
  if ($head.parent.type !== schema.nodes.code_block || !$head.sameParent($anchor)) return false;
  if (!dispatch) return true;
  const after = $head.after();
  const tr = state.tr.insert(after, schema.nodes.block.create(keptPlace($head.parent)));
  dispatch(tr.setSelection(TextSelection.create(tr.doc, after + 1)).scrollIntoView());
  return true;
};
