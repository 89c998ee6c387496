import type { Node } from 'prosemirror-model';
import { type Command, PluginKey, TextSelection, type Transaction } from 'prosemirror-state';
import { unitAt } from '../commands/move.ts';
import { caretBlock, flowAround } from '../commands/selected.ts';
import { blockFacts } from '../schema/block.ts';
import { keptPlace } from '../schema/place.ts';
import { schema } from '../schema/schema.ts';

/**
 * Which toggles this viewer has opened (false) or closed (true), by where they begin. It is nobody else's concern, so it is
 * kept beside the document; `folded` in the document says only what a toggle is at first.
 */
export type Folds = ReadonlyMap<number, boolean>;

/** The key of the transactions that open and close; their value is a `Folds` of what changes. */
export const foldsKey = new PluginKey('scriptorium-folds');

export function isToggle(node: Node | null): node is Node {
  return node?.type === schema.nodes.block && blockFacts(node).kind === 'toggle';
}

/** Whether the toggle that begins at `pos` hides what is in it. */
export function isClosed(
  folds: Folds,
  { node, pos }: { readonly node: Node; readonly pos: number },
): boolean {
  return folds.get(pos) ?? node.attrs.folded === true;
}

/** Where they are after `tr`, with what it opens and closes. The same object if nothing is another. */
export function foldsAfter(folds: Folds, tr: Transaction): Folds {
  const changes: Folds | undefined = tr.getMeta(foldsKey);
  if (!changes && (folds.size === 0 || !tr.docChanged)) return folds;
  const after = new Map<number, boolean>();
  for (const [pos, closed] of folds) {
    const { pos: now, deletedAfter } = tr.mapping.mapResult(pos, 1);
    if (!deletedAfter) after.set(now, closed);
  }
  for (const [pos, closed] of changes ?? []) after.set(pos, closed);
  return after;
}

/** Opens or closes the toggle that begins at `pos`, for this viewer. */
export function toggleFoldAt(pos: number, foldsNow: Folds): Command {
  return (state, dispatch) => {
    const node = state.doc.nodeAt(pos);
    if (!isToggle(node)) return false;
    const closes = !isClosed(foldsNow, { node, pos });
    if (!dispatch) return true;
    const tr = state.tr.setMeta(foldsKey, new Map([[pos, closes]]));
    const { from, to } = unitAt(state.doc, pos);
    const isInside = state.selection.from > from + node.nodeSize && state.selection.to < to;
    // What is hidden can't have the caret.
    if (closes && isInside) tr.setSelection(TextSelection.create(state.doc, from + node.nodeSize - 1));
    dispatch(tr);
    return true;
  };
}

/** The toggle that holds the caret or is selected, and where it begins. */
export function selectedToggle(state: Parameters<Command>[0]): number | undefined {
  const around = flowAround(state.selection.$from);
  return around && isToggle(around.node) ? around.pos : undefined;
}

/** Enter at the end of a closed toggle's line goes on after what it hides. */
export function enterAfterClosed(foldsOf: (state: Parameters<Command>[0]) => Folds): Command {
  return (state, dispatch) => {
    const block = caretBlock(state);
    const atEnd = state.selection.$from.parentOffset === block?.node.content.size;
    if (!block || !atEnd || !isToggle(block.node) || !isClosed(foldsOf(state), block)) return false;
    const { to } = unitAt(state.doc, block.pos);
    if (to === block.pos + block.node.nodeSize) return false;
    if (!dispatch) return true;
    const tr = state.tr.insert(to, schema.nodes.block.create(keptPlace(block.node)));
    dispatch(tr.setSelection(TextSelection.create(tr.doc, to + 1)).scrollIntoView());
    return true;
  };
}
