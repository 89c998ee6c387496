import type { Node } from 'prosemirror-model';
import { type Command, type EditorState, Selection, type Transaction } from 'prosemirror-state';
import { type BlockKind, blockFacts } from '../schema/block.ts';
import { schema } from '../schema/schema.ts';
import { selectedFlow, setAttributes } from './selected.ts';

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
    const flow = selectedFlow(state.doc, state.selection).filter(({ node }) => node.isTextblock);
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
  const flow = selectedFlow(state.doc, state.selection).filter(({ node }) => node.isTextblock);
  if (flow.length === 0) return false;
  const type = flow.every(({ node }) => node.type === code) ? block : code;
  if (dispatch) {
    const { from, to } = state.selection;
    dispatch(state.tr.setBlockType(from, to, type, keptPlace).scrollIntoView());
  }
  return true;
};

function applyKind(state: EditorState, choice: KindChoice): Transaction {
  const { block, code_block: code } = schema.nodes;
  const tr = state.tr;
  for (const { node, pos } of selectedFlow(state.doc, state.selection)) {
    if (node.type === block) setAttributes(tr, pos, kindAttributes(choice));
    if (node.type === code) {
      const at = tr.mapping.map(pos);
      tr.setBlockType(at + 1, undefined, block, (old) => ({ ...keptPlace(old), ...kindAttributes(choice) }));
    }
  }
  return tr;
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

function keptPlace(node: Node): Readonly<Record<string, unknown>> {
  return { indent: node.attrs.indent, quoted: node.attrs.quoted };
}
