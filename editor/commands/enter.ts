import { chainCommands, createParagraphNear, newlineInCode } from 'prosemirror-commands';
import type { Attrs, Node } from 'prosemirror-model';
import { type Command, NodeSelection, TextSelection } from 'prosemirror-state';
import { keptSuggestions, noSuggestions } from '../schema/annotation.ts';
import { blockFacts } from '../schema/block.ts';
import { keptPlace, placeFacts } from '../schema/place.ts';
import { schema } from '../schema/schema.ts';
import { exitCode } from './exitCode.ts';
import { indentAttribute } from './indent.ts';
import { createFirstBlock } from './kind.ts';
import { caretBlock, flowDepth, setAttributes } from './selected.ts';

/** Enter in an empty item, quote or indented paragraph leaves it: out by one, at last a paragraph, at last out of quotations. */
export const leaveEmptyBlock: Command = (state, dispatch) => {
  const block = caretBlock(state);
  if (!block || block.node.content.size > 0) return false;
  const attrs = leavingAttributes(block.node);
  if (!attrs) return false;
  if (dispatch) dispatch(setAttributes(state.tr, block.pos, attrs).scrollIntoView());
  return true;
};

function leavingAttributes(node: Node): Attrs | undefined {
  const { kind, indent } = blockFacts(node);
  const { quoted } = placeFacts(node);
  if (indent > 0) return { indent: indentAttribute(indent - 1) };
  if (kind !== 'paragraph') return { kind: 'paragraph', level: null, checked: null };
  return quoted > 0 ? { quoted: quoted === 1 ? null : quoted - 1 } : undefined;
}

/**
 * Enter in text. At the very start or end of a block an empty one is put beside it, so that the old one, in which others
 * may be typing, stays what it is.
 */
export const splitBlock: Command = (state, dispatch) => {
  const { $from, $to } = state.selection;
  const { block } = schema.nodes;
  const inOneFlow = flowDepth($from) === flowDepth($from, $from.sharedDepth($to.pos));
  if ($from.parent.type !== block || $to.parent.type !== block || !inOneFlow) return false;
  if (!dispatch) return true;
  const tr = state.tr.deleteSelection();
  const at = tr.selection.$from;
  const inside = at.parentOffset > 0 && at.parentOffset < at.parent.content.size;
  const next = block.create(continued(at.parent, inside));
  if (at.parentOffset === 0 && at.parent.content.size > 0) tr.insert(at.before(), next);
  else if (at.parentOffset === at.parent.content.size) {
    tr.insert(at.after(), next).setSelection(TextSelection.create(tr.doc, at.after() + 1));
  } else tr.split(at.pos, 1, [{ type: block, attrs: next.attrs }]);
  dispatch(tr.scrollIntoView());
  return true;
};

/** Enter in a caption leaves the figure, and takes along what stood after the caret. */
const leaveCaption: Command = (state, dispatch) => {
  const { $from, $to } = state.selection;
  if ($from.parent.type !== schema.nodes.figure || !$from.sameParent($to)) return false;
  if (!dispatch) return true;
  const rest = $from.parent.slice($to.parentOffset).content;
  const next = schema.nodes.block.create(keptPlace($from.parent), rest);
  const after = $from.after();
  const tr = state.tr.insert(after, next).delete($from.pos, after - 1);
  const caret = tr.mapping.map(after, -1) + 1;
  dispatch(tr.setSelection(TextSelection.create(tr.doc, caret)).scrollIntoView());
  return true;
};

const enterBesideNode: Command = (state, dispatch) =>
  state.selection instanceof NodeSelection && createParagraphNear(state, dispatch);

/** After a line that is empty already, Enter at the end of code leaves it. */
const leaveCode: Command = (state, dispatch) => {
  const { $from, empty } = state.selection;
  const { parent } = $from;
  const atEnd = parent.type.spec.code && $from.parentOffset === parent.content.size;
  if (!empty || !atEnd || !parent.textContent.endsWith('\n')) return false;
  if (!dispatch) return true;
  return exitCode(state, (tr) => dispatch(tr.delete($from.pos - 1, $from.pos)));
};

/** What Enter does. */
export const enter: Command = chainCommands(
  createFirstBlock({ kind: 'paragraph' }),
  leaveCode,
  leaveCaption,
  newlineInCode,
  enterBesideNode,
  leaveEmptyBlock,
  splitBlock,
);

/** The attributes of what a split makes: an item goes on, unchecked; text after a heading is a paragraph. */
function continued(node: Node, inside: boolean): Attrs {
  const { kind, indent } = blockFacts(node);
  const suggested = inside ? keptSuggestions(node) : noSuggestions;
  const next = { ...node.attrs, ...suggested, checked: null, folded: null, start: null };
  const paragraph = { ...next, kind: 'paragraph', level: null, tone: null };
  // What comes after the first line of a toggle or a callout is in it.
  if (kind === 'toggle' || kind === 'callout') return { ...paragraph, indent: indentAttribute(indent + 1) };
  return kind === 'heading' && !inside ? paragraph : next;
}
