import type { Node } from 'prosemirror-model';
import {
  type Command,
  type EditorState,
  NodeSelection,
  TextSelection,
  type Transaction,
} from 'prosemirror-state';
import { blockFacts, holdsFollowing } from '../schema/block.ts';
import { placeFacts } from '../schema/place.ts';
import { indentAttribute } from './indent.ts';
import { flowDepth, type Placed, selectedFlow, setAttributes } from './selected.ts';

/** Blocks that move together: one and what is in it, or all that are selected. Positions are before the first and after the last. */
export interface FlowRange {
  readonly from: number;
  readonly to: number;
}

/** The selected blocks change places with what stands before them. */
export const moveUp: Command = moveBy((state, { from }) => {
  const first = state.doc.nodeAt(from);
  return first ? startOfUnitBefore(state.doc, from, placeFacts(first).indent) : undefined;
});

/** The selected blocks change places with what stands after them. */
export const moveDown: Command = moveBy((state, { to }) => {
  const next = state.doc.nodeAt(to);
  return next ? endOfUnit(state.doc, { node: next, pos: to }) : undefined;
});

/** Puts blocks before what begins at `target`, in the same document or cell, no deeper than they can be there. */
export function moveTo({ from, to }: FlowRange, target: number): Command {
  return (state, dispatch) => {
    const isSame = target >= from && target <= to;
    if (isSame || !state.doc.resolve(from).sameParent(state.doc.resolve(target))) return false;
    if (dispatch) dispatch(moved(state, { from, to }, target).scrollIntoView());
    return true;
  };
}

/** The block at `pos` with all that is in it: what is deeper right after an item, a callout or a toggle. */
export function unitAt(doc: Node, pos: number): FlowRange {
  const node = doc.nodeAt(pos);
  return { from: pos, to: node ? endOfUnit(doc, { node, pos }) : pos };
}

function moveBy(targetOf: (state: EditorState, range: FlowRange) => number | undefined): Command {
  return (state, dispatch) => {
    const range = selectedUnits(state);
    const target = range && targetOf(state, range);
    return target === undefined || !range ? false : moveTo(range, target)(state, dispatch);
  };
}

function selectedUnits(state: EditorState): FlowRange | undefined {
  const flow = selectedFlow(state.selection);
  const [first, last] = [flow[0], flow.at(-1)];
  const inOnePlace = state.selection.ranges.length === 1;
  return first && last && inOnePlace ? { from: first.pos, to: endOfUnit(state.doc, last) } : undefined;
}

function endOfUnit(doc: Node, { node, pos }: Placed): number {
  const { indent } = placeFacts(node);
  let end = pos + node.nodeSize;
  if (!holdsFollowing(blockFacts(node).kind)) return end;
  for (let next = doc.nodeAt(end); next && isDeeper(doc, end, indent); next = doc.nodeAt(end))
    end += next.nodeSize;
  return end;
}

function isDeeper(doc: Node, pos: number, indent: number): boolean {
  const $pos = doc.resolve(pos);
  return (
    $pos.nodeAfter !== null && $pos.depth === flowDepth($pos) && placeFacts($pos.nodeAfter).indent > indent
  );
}

function startOfUnitBefore(doc: Node, pos: number, indent: number): number | undefined {
  let start = pos;
  for (;;) {
    const before = doc.resolve(start).nodeBefore;
    if (!before) return start === pos ? undefined : start;
    start -= before.nodeSize;
    if (placeFacts(before).indent <= indent) return start;
  }
}

function moved(state: EditorState, { from, to }: FlowRange, target: number): Transaction {
  const tr = state.tr;
  shallower(tr, { from, to }, target);
  const content = tr.doc.slice(from, to).content;
  const selected = { anchor: state.selection.anchor - from, head: state.selection.head - from };
  tr.delete(from, to);
  const at = tr.mapping.map(target);
  tr.insert(at, content);
  // Who drags a block by its grip may have something else selected, which stays so.
  if (state.selection.from < from || state.selection.to > to) return tr;
  const inside = (offset: number) => tr.doc.resolve(at + Math.max(0, Math.min(offset, content.size)));
  const isNode = state.selection instanceof NodeSelection;
  return tr.setSelection(
    isNode
      ? NodeSelection.create(tr.doc, at + selected.anchor)
      : TextSelection.between(inside(selected.anchor), inside(selected.head)),
  );
}

/** Takes as much indent off all of them as the first has too much at `target`. */
function shallower(tr: Transaction, { from, to }: FlowRange, target: number): void {
  const before = tr.doc.resolve(target).nodeBefore;
  const first = tr.doc.nodeAt(from);
  const most = before ? placeFacts(before).indent + 1 : 0;
  const excess = first ? placeFacts(first).indent - most : 0;
  if (excess <= 0) return;
  for (let pos = from; pos < to; ) {
    const node = tr.doc.nodeAt(pos);
    if (!node) return;
    setAttributes(tr, pos, { indent: indentAttribute(placeFacts(node).indent - excess) });
    pos += node.nodeSize;
  }
}
