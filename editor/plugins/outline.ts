import type { Node } from 'prosemirror-model';
import { type EditorState, Plugin, PluginKey, type Transaction } from 'prosemirror-state';
import { Decoration } from 'prosemirror-view';
import { flowDepth } from '../commands/selected.ts';
import { blockFacts, type CalloutTone, isListKind } from '../schema/block.ts';
import { markerOf } from '../schema/marker.ts';
import { type Standing, standings } from '../schema/outline.ts';
import { quotationsAround } from '../schema/place.ts';
import { schema } from '../schema/schema.ts';
import { changesTextOnly } from '../schema/textStep.ts';
import { BlockDecorations } from './blockDecorations.ts';
import {
  enterAfterClosed,
  type Folds,
  foldsAfter,
  foldsKey,
  isClosed,
  isToggle,
  selectedToggle,
  toggleFoldAt,
} from './folds.ts';

/**
 * What is drawn of how blocks stand among each other: numbers of items, which item of how many for screen readers, what is in a callout,
 * and what a closed toggle hides. None of it is in the document, so nothing here writes. It is made anew only when blocks come, go
 * or change what they are; while people type it only moves along.
 */
interface Outline {
  readonly decorations: BlockDecorations;
  readonly folds: Folds;
}

const outlineKey = new PluginKey<Outline>('scriptorium-outline');

/** What the view of an item or a toggle is told, as the `spec` of its decoration. */
export interface OutlineSpec {
  /** Which item it is of how many; 0 of 0 for what isn't one. */
  readonly position: number;
  readonly count: number;
  readonly closed: boolean;
  readonly hidden: boolean;
}

/** Longer lists are said to be of unknown length: each new item would have every other drawn anew. */
const countedItemsMax = 400;

export function outline(): Plugin {
  const enter = enterAfterClosed(foldsOf);
  return new Plugin<Outline>({
    key: outlineKey,
    state: {
      init: (_config, { doc }) => ({ decorations: draw(doc, new Map()), folds: new Map() }),
      apply: (tr, before) => outlineAfter(tr, before),
    },
    props: {
      decorations: (state) => outlineKey.getState(state)?.decorations.source,
      handleKeyDown(view, event) {
        const isPlain = !event.shiftKey && !event.altKey;
        if (event.key !== 'Enter' || !isPlain) return false;
        if (event.ctrlKey || event.metaKey) return toggleFold(view.state, view.dispatch);
        return view.editable && enter(view.state, view.dispatch);
      },
    },
  });
}

/** Opens or closes the toggle with the caret, for this viewer alone. */
export function toggleFold(state: EditorState, dispatch?: (tr: Transaction) => void): boolean {
  const pos = selectedToggle(state);
  return pos !== undefined && toggleFoldAt(pos, foldsOf(state))(state, dispatch);
}

export function foldsOf(state: EditorState): Folds {
  return outlineKey.getState(state)?.folds ?? new Map();
}

/** What the decorations of an item or toggle say about it. */
export function outlineSpecOf(decorations: readonly Decoration[]): OutlineSpec | undefined {
  return decorations.map(({ spec }): Partial<OutlineSpec> => spec).find(isOutlineSpec);
}

function isOutlineSpec(spec: Partial<OutlineSpec>): spec is OutlineSpec {
  return spec.position !== undefined;
}

function outlineAfter(tr: Transaction, before: Outline): Outline {
  const folds = foldsAfter(before.folds, tr);
  if (!tr.docChanged && !tr.selectionSet && folds === before.folds) return before;
  const isTyping = changesTextOnly(tr) || isAlike(tr.before, tr.doc);
  const isSame = tr.getMeta(foldsKey) === undefined && isTyping;
  const decorations = isSame ? before.decorations.map(tr.mapping, tr.doc) : draw(tr.doc, folds);
  return revealed(tr, { decorations, folds });
}

/** Opens what would hide the caret: it may have come there by undo, or somebody has put its block into a closed toggle. */
function revealed({ doc, selection: { $head } }: Transaction, outline: Outline): Outline {
  const isHidden = (spec: object) => 'hidden' in spec && spec.hidden === true;
  if (!outline.decorations.someAt($head.pos, isHidden)) return outline;
  const depth = flowDepth($head);
  const standing = standings($head.node(depth).children);
  const folds = new Map(outline.folds);
  for (let at = standing[$head.index(depth)]?.holder ?? -1; at >= 0; at = standing[at]?.holder ?? -1)
    if (isToggle($head.node(depth).child(at))) folds.set($head.posAtIndex(at, depth), false);
  return { decorations: draw(doc, folds), folds };
}

/** Whether the same blocks stand in both in the same way, whatever their texts are. Blocks that are the same object cost nothing. */
function isAlike(before: Node, now: Node): boolean {
  if (before.childCount !== now.childCount) return false;
  return before.children.every((old, index) => {
    const node = now.child(index);
    if (old === node) return true;
    if (!old.sameMarkup(node)) return false;
    return isStructure(node) ? isAlike(old, node) : true;
  });
}

function isStructure({ type }: Node): boolean {
  return type === schema.nodes.table || type === schema.nodes.table_row || type === schema.nodes.table_cell;
}

function draw(doc: Node, folds: Folds): BlockDecorations {
  const cells: Decoration[] = [];
  doc.forEach((node, offset) => {
    if (node.type !== schema.nodes.table) return;
    node.descendants((cell, pos) => {
      if (cell.type !== schema.nodes.table_cell) return true;
      cells.push(...drawFlow({ flow: cell, start: offset + 1 + pos + 1, folds }));
      return false;
    });
  });
  return BlockDecorations.create(doc, { flow: drawFlow({ flow: doc, start: 0, folds }), cells });
}

interface Flow {
  readonly flow: Node;
  /** Where its first block begins. */
  readonly start: number;
  readonly folds: Folds;
}

function drawFlow({ flow, start, folds }: Flow): readonly Decoration[] {
  const decorations: Decoration[] = [];
  const standing = standings(flow.children);
  const insides: Inside[] = [];
  let pos = start;
  for (const [index, node] of flow.children.entries()) {
    const at = standing[index];
    if (!at) continue;
    const holder = flow.maybeChild(at.holder);
    const inside = holder ? insideOf(holder, insides[at.holder]) : nothing;
    const closes = isToggle(node) && isClosed(folds, { node, pos });
    insides.push({ ...inside, hides: inside.hides || closes });
    const spec = { ...specOf(at), closed: closes, hidden: inside.hides };
    const attributes = { ...attributesOf(at, inside), ...nearnessOf(flow, index) };
    if (spec.position > 0 || isToggle(node) || Object.keys(attributes).length > 0)
      decorations.push(Decoration.node(pos, pos + node.nodeSize, attributes, spec));
    pos += node.nodeSize;
  }
  return decorations;
}

/** What is around a block: whether any of it hides it, and the innermost callout. */
interface Inside {
  readonly hides: boolean;
  readonly callout: { readonly indent: number; readonly tone: CalloutTone | null } | null;
}

const nothing: Inside = { hides: false, callout: null };

function insideOf(holder: Node, around: Inside = nothing): Inside {
  const { kind, indent, tone } = blockFacts(holder);
  return kind === 'callout' ? { ...around, callout: { indent, tone } } : around;
}

function specOf({ position, list }: Standing) {
  const count = list?.count ?? 0;
  return { position: count > countedItemsMax ? 0 : position, count: count > countedItemsMax ? 0 : count };
}

/**
 * Whether a block is nearer to the next, as an item to an item, or to the one before. Styles could find out by `+`, but then a browser finds
 * out the styles of all blocks anew whenever one comes.
 */
function nearnessOf(flow: Node, index: number): Record<string, string> {
  const node = flow.child(index);
  if (isItem(node)) return isItem(flow.maybeChild(index + 1)) ? { 'data-goes-on': '' } : {};
  return isHeading(node) && isHeading(flow.maybeChild(index - 1)) ? { 'data-follows-heading': '' } : {};
}

/** Quotations are drawn around what they hold. */
function isItem(node: Node | null): boolean {
  return (
    node?.type === schema.nodes.block && isListKind(blockFacts(node).kind) && quotationsAround(node) === 0
  );
}

function isHeading(node: Node | null): boolean {
  const isOne = node?.type === schema.nodes.block && blockFacts(node).kind === 'heading';
  return isOne && quotationsAround(node) === 0;
}

function attributesOf(
  { number, outside, list }: Standing,
  { hides, callout }: Inside,
): Record<string, string> {
  const classes = [hides ? 'scriptorium-folded' : '', callout ? 'scriptorium-in-callout' : '']
    .join(' ')
    .trim();
  return {
    ...(classes === '' ? {} : { class: classes }),
    ...(callout ? { 'data-callout': String(callout.indent), 'data-tone': callout.tone ?? 'note' } : {}),
    ...(list?.ordered && number !== null ? { 'data-marker': markerOf(number, list.depth) } : {}),
    ...(outside > 0 ? { 'data-outside': String(outside) } : {}),
  };
}
