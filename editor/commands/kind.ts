import type { Attrs, Node, NodeType } from 'prosemirror-model';
import { type Command, type EditorState, Selection, type Transaction } from 'prosemirror-state';
import { keptSuggestions } from '../schema/annotation.ts';
import { type BlockKind, blockFacts } from '../schema/block.ts';
import { keptPlace } from '../schema/place.ts';
import { schema } from '../schema/schema.ts';
import { selectedConvertible, setAttributes } from './selected.ts';

export interface KindChoice {
  readonly kind: BlockKind;
  /** 1 to 6, for headings; 1 if absent. */
  readonly level?: number;
}

/**
 * Makes the selected blocks headings, list items, …; blocks that all are so already become paragraphs again.
 * Only attributes change, so what others type in these blocks meanwhile stays (E7). In an empty document it makes the first block.
 */
export function setKind(choice: KindChoice): Command {
  return (state, dispatch) => {
    if (state.doc.childCount === 0) return createFirstBlock(choice)(state, dispatch);
    const flow = selectedConvertible(state);
    if (flow.length === 0) return false;
    const wanted = flow.every(({ node }) => isChoice(node, choice))
      ? ({ kind: 'paragraph' } as const)
      : choice;
    if (dispatch) dispatch(applyKind(state, wanted).scrollIntoView());
    return true;
  };
}

/** The block that a document begins with, made by whoever first puts something into it (E11, E12). */
export function createFirstBlock(choice: KindChoice): Command {
  return (state, dispatch) => {
    if (state.doc.childCount > 0) return false;
    if (dispatch) {
      const tr = state.tr.insert(0, schema.nodes.block.create(kindAttributes(choice)));
      dispatch(tr.setSelection(Selection.atStart(tr.doc)).scrollIntoView());
    }
    return true;
  };
}

/** Code is a ProseMirror node of its own, without marks and line breaks; a second time it is a paragraph again. */
export const toggleCodeBlock: Command = (state, dispatch) => {
  const { block, code_block: code } = schema.nodes;
  const flow = selectedConvertible(state);
  if (flow.length === 0) return false;
  const type = flow.every(({ node }) => node.type === code) ? block : code;
  if (!dispatch) return true;
  const tr = state.tr;
  for (const { node, pos } of flow) if (node.type !== type) convert(tr, tr.mapping.map(pos), { type });
  dispatch(tr.scrollIntoView());
  return true;
};

function applyKind(state: EditorState, choice: KindChoice): Transaction {
  const { block } = schema.nodes;
  const tr = state.tr;
  for (const { node, pos } of selectedConvertible(state)) {
    if (node.type === block) setAttributes(tr, tr.mapping.map(pos), kindAttributes(choice));
    else convert(tr, tr.mapping.map(pos), { type: block, attrs: kindAttributes(choice) });
  }
  return tr;
}

/** Makes text code or the other way round. What code can't hold becomes text, so that no formula and no name is lost. */
export function convert(
  tr: Transaction,
  pos: number,
  { type, attrs = {} }: { readonly type: NodeType; readonly attrs?: Attrs },
): Transaction {
  const node = tr.doc.nodeAt(pos);
  if (!node) return tr;
  if (type === schema.nodes.code_block) writeOut(tr, pos, node);
  return tr.setBlockType(pos + 1, undefined, type, {
    ...keptPlace(node),
    ...keptSuggestions(node),
    ...attrs,
  });
}

/** Replaces what stands in a line by its text, from the last to the first so that positions before stay true. */
function writeOut(tr: Transaction, pos: number, node: Node): void {
  const inline: { readonly at: number; readonly child: Node }[] = [];
  node.forEach((child, offset) => void inline.push({ at: pos + 1 + offset, child }));
  for (const { at, child } of inline.reverse()) {
    if (child.isText || child.type === schema.nodes.hard_break) continue;
    const text = child.isLeaf ? (child.type.spec.leafText?.(child) ?? '') : child.textContent;
    if (text === '') tr.delete(at, at + child.nodeSize);
    else tr.replaceWith(at, at + child.nodeSize, schema.text(text));
  }
}

function isChoice(node: Node, choice: KindChoice): boolean {
  const facts = blockFacts(node);
  const sameLevel = choice.kind !== 'heading' || facts.level === (choice.level ?? 1);
  return node.type === schema.nodes.block && facts.kind === choice.kind && sameLevel;
}

/** All attributes that a kind decides. */
export function kindAttributes({ kind, level }: KindChoice): Readonly<Record<string, unknown>> {
  return { kind, level: kind === 'heading' ? (level ?? 1) : null, checked: null };
}
