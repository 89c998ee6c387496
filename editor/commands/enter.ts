import { chainCommands, createParagraphNear, exitCode, newlineInCode } from 'prosemirror-commands';
import type { Attrs, Node } from 'prosemirror-model';
import { type Command, NodeSelection, TextSelection } from 'prosemirror-state';
import { blockFacts } from '../schema/block.ts';
import { schema } from '../schema/schema.ts';
import { indentAttribute } from './indent.ts';
import { createFirstBlock } from './kind.ts';
import { caretBlock, setAttributes } from './selected.ts';

/** Enter in an empty item or quote leaves it: out by one, at last a paragraph. */
export const leaveEmptyBlock: Command = (state, dispatch) => {
  const block = caretBlock(state);
  if (!block || block.node.content.size > 0) return false;
  const { kind, indent } = blockFacts(block.node);
  if (kind === 'paragraph') return false;
  const attrs =
    indent > 0 ? { indent: indentAttribute(indent - 1) } : { kind: 'paragraph', level: null, checked: null };
  if (dispatch) dispatch(setAttributes(state.tr, block.pos, attrs).scrollIntoView());
  return true;
};

/**
 * Enter in text. At the very start or end of a block an empty one is put beside it, so that the old one, in which others
 * may be typing, stays what it is.
 */
export const splitBlock: Command = (state, dispatch) => {
  const { $from, $to } = state.selection;
  if ($from.depth !== 1 || $to.depth !== 1 || $from.parent.type !== schema.nodes.block) return false;
  if (!dispatch) return true;
  const tr = state.tr.deleteSelection();
  const at = tr.selection.$from;
  const inside = at.parentOffset > 0 && at.parentOffset < at.parent.content.size;
  const next = schema.nodes.block.create(continued(at.parent, inside));
  if (at.parentOffset === 0 && at.parent.content.size > 0) tr.insert(at.before(1), next);
  else if (at.parentOffset === at.parent.content.size) {
    tr.insert(at.after(1), next).setSelection(TextSelection.create(tr.doc, at.after(1) + 1));
  } else tr.split(at.pos, 1, [{ type: schema.nodes.block, attrs: next.attrs }]);
  dispatch(tr.scrollIntoView());
  return true;
};

const enterBesideNode: Command = (state, dispatch) =>
  state.selection instanceof NodeSelection && createParagraphNear(state, dispatch);

/** After a line that is empty already, Enter at the end of code leaves it. */
const leaveCode: Command = (state, dispatch, view) => {
  const { $from, empty } = state.selection;
  const { parent } = $from;
  const atEnd = parent.type.spec.code && $from.parentOffset === parent.content.size;
  if (!empty || !atEnd || !parent.textContent.endsWith('\n')) return false;
  if (!dispatch) return true;
  return exitCode(state, (tr) => dispatch(tr.delete($from.pos - 1, $from.pos)), view);
};

/** What Enter does. */
export const enter: Command = chainCommands(
  createFirstBlock({ kind: 'paragraph' }),
  leaveCode,
  newlineInCode,
  enterBesideNode,
  leaveEmptyBlock,
  splitBlock,
);

/** The attributes of what a split makes: an item goes on, unchecked; text after a heading is a paragraph. */
function continued(node: Node, inside: boolean): Attrs {
  const { kind } = blockFacts(node);
  const ends = kind === 'toggle' || (kind === 'heading' && !inside);
  return ends
    ? { ...node.attrs, kind: 'paragraph', level: null, checked: null, folded: null }
    : { ...node.attrs, checked: null, folded: null };
}
