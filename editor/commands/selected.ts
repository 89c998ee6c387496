import type { Node } from 'prosemirror-model';
import type { EditorState, Selection, Transaction } from 'prosemirror-state';
import { schema } from '../schema/schema.ts';

/** A ProseMirror node at the top of the document, and where it begins. */
export interface Placed {
  readonly node: Node;
  readonly pos: number;
}

/** The blocks that the selection touches, in order. */
export function selectedBlocks(state: EditorState): readonly Placed[] {
  return selectedFlow(state.doc, state.selection).filter(({ node }) => node.type === schema.nodes.block);
}

/** Everything at the top of `doc` that the selection touches, in order. */
export function selectedFlow(doc: Node, selection: Selection): readonly Placed[] {
  const found: Placed[] = [];
  for (const { $from, $to } of selection.ranges) {
    const last = $to.index(0) - ($to.depth === 0 && $to.pos > $from.pos ? 1 : 0);
    let pos = $from.depth === 0 ? $from.pos : $from.before(1);
    for (let index = $from.index(0); index <= Math.min(last, doc.childCount - 1); index += 1) {
      const node = doc.child(index);
      found.push({ node, pos });
      pos += node.nodeSize;
    }
  }
  return found;
}

/** The block that holds the caret; undefined while something is selected. */
export function caretBlock(state: EditorState): Placed | undefined {
  const { $from, empty } = state.selection;
  if (!empty || $from.depth !== 1 || $from.parent.type !== schema.nodes.block) return undefined;
  return { node: $from.parent, pos: $from.before(1) };
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
