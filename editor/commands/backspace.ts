import {
  chainCommands,
  deleteSelection,
  joinBackward,
  joinForward,
  selectNodeBackward,
  selectNodeForward,
} from 'prosemirror-commands';
import type { Attrs, Node } from 'prosemirror-model';
import { type Command, NodeSelection } from 'prosemirror-state';
import { blockFacts } from '../schema/block.ts';
import { placeFacts } from '../schema/place.ts';
import { schema } from '../schema/schema.ts';
import { indentAttribute } from './indent.ts';
import { caretBlock, setAttributes } from './selected.ts';

/** At the start of a block: first it becomes a paragraph, then it comes out by one and one. */
export const plainBackward: Command = (state, dispatch) => {
  const block = caretBlock(state);
  if (!block || state.selection.$from.parentOffset > 0) return false;
  const attrs = plainerAttributes(block.node);
  if (!attrs) return false;
  if (dispatch) dispatch(setAttributes(state.tr, block.pos, attrs).scrollIntoView());
  return true;
};

function plainerAttributes(node: Node): Attrs | undefined {
  const { kind, indent } = blockFacts(node);
  const { quoted } = placeFacts(node);
  if (kind !== 'paragraph') return { kind: 'paragraph', level: null, checked: null };
  if (indent > 0) return { indent: indentAttribute(indent - 1) };
  return quoted > 0 ? { quoted: quoted === 1 ? null : quoted - 1 } : undefined;
}

/** What can't be joined with is selected first: a second press takes it away. A divider goes at once. */
function selectBeside(side: 'before' | 'after'): Command {
  return (state, dispatch) => {
    const { $from, empty } = state.selection;
    const atEdge = $from.parentOffset === (side === 'before' ? 0 : $from.parent.content.size);
    if (!empty || !$from.parent.isTextblock || !atEdge) return false;
    const $edge = state.doc.resolve(side === 'before' ? $from.before() : $from.after());
    const node = side === 'before' ? $edge.nodeBefore : $edge.nodeAfter;
    if (!node || node.type === schema.nodes.divider || !(node.isAtom || node.type.spec.isolating))
      return false;
    const pos = side === 'before' ? $edge.pos - node.nodeSize : $edge.pos;
    if (dispatch) dispatch(state.tr.setSelection(NodeSelection.create(state.doc, pos)).scrollIntoView());
    return true;
  };
}

/** At the start of a caption: the figure as a whole. */
const selectFigure: Command = (state, dispatch) => {
  const { $from, empty } = state.selection;
  if (!empty || $from.parentOffset > 0 || $from.parent.type !== schema.nodes.figure) return false;
  if (dispatch) dispatch(state.tr.setSelection(NodeSelection.create(state.doc, $from.before())));
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
  selectFigure,
  deleteEmptyBefore,
  selectBeside('before'),
  joinBackward,
  selectNodeBackward,
);

/** What Delete does, where it isn't the browser's own deletion of a character. */
export const deleteForward: Command = chainCommands(
  deleteSelection,
  selectBeside('after'),
  joinForward,
  selectNodeForward,
);
