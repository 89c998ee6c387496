import { chainCommands } from 'prosemirror-commands';
import type { Attrs, Node } from 'prosemirror-model';
import {
  type Command,
  EditorState,
  NodeSelection,
  Selection,
  TextSelection,
  type Transaction,
} from 'prosemirror-state';
import { blockFacts, holdsFollowing } from '../schema/block.ts';
import { embeddable } from '../schema/embedProvider.ts';
import { parseHref, safeWebAddress } from '../schema/link.ts';
import { safePictureSource } from '../schema/picture.ts';
import { placeFacts } from '../schema/place.ts';
import { schema } from '../schema/schema.ts';
import { exitCode } from './exitCode.ts';
import { indentAttribute } from './indent.ts';
import { flowAround, flowDepth } from './selected.ts';

/** A line break inside a block; leaves code. */
export const insertHardBreak: Command = chainCommands(exitCode, (state, dispatch) => {
  const { $from } = state.selection;
  if (!$from.parent.inlineContent) return false;
  if (!dispatch) return true;
  // The break itself has no marks (E4), but what is typed after it goes on with those before.
  const marks = state.storedMarks ?? $from.marks();
  const tr = state.tr.replaceSelectionWith(schema.nodes.hard_break.create(), false);
  dispatch(tr.ensureMarks(marks).scrollIntoView());
  return true;
});

/** A divider after the block with the caret, and the caret after it; before an empty paragraph. */
export const insertDivider: Command = insertFlow(() => schema.nodes.divider.create(), 'after');

/** A formula on a line of its own, selected, so that it can be written. */
export const insertMathBlock: Command = insertFlow((place) => schema.nodes.math_block.create(place), 'it');

/** A formula in the line, of what is selected, and selected itself. */
export const insertMathInline: Command = (state, dispatch) => {
  const { $from, $to, from, to } = state.selection;
  if ($from.parent.type === schema.nodes.math_inline || !$from.sameParent($to)) return false;
  if (!$from.parent.contentMatchAt($from.index()).matchType(schema.nodes.math_inline)) return false;
  if (!dispatch) return true;
  const source = state.doc.textBetween(from, to);
  const math = schema.nodes.math_inline.create(null, source === '' ? null : schema.text(source));
  const tr = state.tr.replaceSelectionWith(math, false);
  dispatch(tr.setSelection(NodeSelection.create(tr.doc, from)).scrollIntoView());
  return true;
};

/** An image with an empty caption. False for what isn't safe to load. */
export function insertFigure({ src, alt = '' }: { readonly src: string; readonly alt?: string }): Command {
  if (safePictureSource(src) === null) return () => false;
  return insertFlow((place) => schema.nodes.figure.create({ ...place, src, alt: alt || null }), 'it');
}

/** What another site shows, for the address that people share. False for a site that isn't known. */
export function insertEmbed(typed: string): Command {
  const src = parseHref(typed);
  if (embeddable(src) === null) return () => false;
  return insertFlow((place) => schema.nodes.embed.create({ ...place, src }), 'after');
}

export interface FileToInsert {
  readonly src: string;
  readonly name: string;
  /** In bytes. */
  readonly size: number;
}

/** A file to be downloaded. False for what isn't safe to follow. */
export function insertFile(file: FileToInsert): Command {
  if (safeWebAddress(file.src) === null) return () => false;
  return insertFlow((place) => schema.nodes.file.create({ ...place, ...file }), 'after');
}

/** Somebody's name, and a blank to go on after it. */
export function insertMention(person: { readonly id: string; readonly label: string }): Command {
  return (state, dispatch) => {
    const { $from } = state.selection;
    if ($from.parent.type.spec.code || !$from.parent.inlineContent) return false;
    if (!dispatch) return true;
    const tr = state.tr.replaceSelectionWith(schema.nodes.mention.create(person), false);
    dispatch(tr.insertText(' ').scrollIntoView());
    return true;
  };
}

/** Runs a command as if the caret were at `pos`; the selection stays where it was. */
export function at(pos: number, command: Command): Command {
  return (state, dispatch) => {
    const there = Selection.near(state.doc.resolve(Math.min(pos, state.doc.content.size)));
    const moved = EditorState.create({ doc: state.doc, selection: there });
    if (!dispatch) return command(moved);
    return command(moved, (made) => {
      const tr = state.tr;
      for (const step of made.steps) tr.step(step);
      dispatch(tr);
    });
  };
}

/**
 * Puts a block-level ProseMirror node after the block with the caret, or before it if that is an empty paragraph. In an item, a callout
 * or a toggle it becomes a part of that; in a cell that can't hold it, it comes after the table.
 * @param then what is selected afterwards
 */
export function insertFlow(make: (place: Attrs) => Node, then: 'it' | 'into' | 'after'): Command {
  return (state, dispatch) => {
    if (!dispatch) return true;
    const node = make(placeIn(state));
    const pos = placeFor(state, node);
    const tr = state.tr.insert(pos, node);
    const after = pos + node.nodeSize;
    if (then === 'it') tr.setSelection(NodeSelection.create(tr.doc, pos));
    else if (then === 'into') tr.setSelection(TextSelection.near(tr.doc.resolve(pos + 1)));
    else selectAfter(tr, after);
    dispatch(tr.scrollIntoView());
    return true;
  };
}

function selectAfter(tr: Transaction, after: number): void {
  if (tr.doc.nodeAt(after)?.type !== schema.nodes.block) tr.insert(after, schema.nodes.block.create());
  tr.setSelection(TextSelection.create(tr.doc, after + 1));
}

/** Where something stands that is put into the block with the caret. */
function placeIn(state: EditorState): Attrs {
  const around = flowAround(state.selection.$to);
  if (!around) return {};
  const { indent, quoted } = placeFacts(around.node);
  const { kind } = blockFacts(around.node);
  const isIn = holdsFollowing(kind) && around.node.content.size > 0;
  return {
    indent: indentAttribute(indent + (isIn ? 1 : 0)),
    quoted: quoted + (kind === 'quote' ? 1 : 0) || null,
  };
}

function placeFor({ selection: { $to } }: EditorState, node: Node): number {
  const depth = flowDepth($to);
  const $at = $to.node(depth).type.contentMatch.matchType(node.type) ? $to : undefined;
  if (!$at) return $to.after(1);
  if ($at.depth === depth) return $at.pos;
  const around = $at.node(depth + 1);
  const isEmpty =
    around.type === schema.nodes.block && around.content.size === 0 && around.attrs.kind === 'paragraph';
  return isEmpty ? $at.before(depth + 1) : $at.after(depth + 1);
}
