import type { Node, ResolvedPos } from 'prosemirror-model';
import type { EditorState, Selection, Transaction } from 'prosemirror-state';
import { schema } from '../schema/schema.ts';

/** A block-level ProseMirror node, in the document or in a cell, and where it begins. */
export interface Placed {
  readonly node: Node;
  readonly pos: number;
}

/** The blocks that the selection touches, in order. */
export function selectedBlocks(state: EditorState): readonly Placed[] {
  return selectedFlow(state.selection).filter(({ node }) => node.type === schema.nodes.block);
}

/** Blocks and code that the selection touches: what can be made into each other. */
export function selectedConvertible(state: EditorState): readonly Placed[] {
  return selectedFlow(state.selection).filter(({ node }) => isConvertible(node));
}

export function isConvertible({ type }: Node): boolean {
  return type === schema.nodes.block || type === schema.nodes.code_block;
}

/**
 * Every block-level ProseMirror node that the selection touches, in order: those in the cells that are selected, or in the cell that
 * holds all of it, or else those of the document, tables among them.
 */
export function selectedFlow(selection: Selection): readonly Placed[] {
  return selection.ranges.flatMap(({ $from, $to }) => {
    const depth = flowDepth($from, $from.sharedDepth($to.pos));
    const last = $to.index(depth) - ($to.depth === depth && $to.pos > $from.pos ? 1 : 0);
    const found: Placed[] = [];
    let pos = $from.depth === depth ? $from.pos : $from.before(depth + 1);
    for (const node of $from.node(depth).children.slice($from.index(depth), last + 1)) {
      found.push({ node, pos });
      pos += node.nodeSize;
    }
    return found;
  });
}

/** How deep the document or cell is that `$pos` is in; at most `depthMax` if that is given. */
export function flowDepth($pos: ResolvedPos, depthMax = $pos.depth): number {
  let depth = depthMax;
  while (depth > 0 && $pos.node(depth).type !== schema.nodes.table_cell) depth -= 1;
  return depth;
}

/** The block-level ProseMirror node that `$pos` is in; undefined between two. */
export function flowAround($pos: ResolvedPos): Placed | undefined {
  const depth = flowDepth($pos) + 1;
  return depth > $pos.depth ? undefined : { node: $pos.node(depth), pos: $pos.before(depth) };
}

/** The block that holds the caret; undefined while something is selected. */
export function caretBlock(state: EditorState): Placed | undefined {
  const { $from, empty } = state.selection;
  if (!empty || $from.parent.type !== schema.nodes.block) return undefined;
  return { node: $from.parent, pos: $from.before() };
}

/** One step for each attribute that changes, so that others' changes of other attributes stay. */
export function setAttributes(
  tr: Transaction,
  pos: number,
  attrs: Readonly<Record<string, unknown>>,
): Transaction {
  const node = tr.doc.nodeAt(pos);
  for (const [name, value] of Object.entries(attrs))
    if (node && node.attrs[name] !== value) tr.setNodeAttribute(pos, name, value);
  return tr;
}
