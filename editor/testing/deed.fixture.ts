import type { Attrs, Node } from 'prosemirror-model';
import {
  type Command,
  type EditorState,
  Selection,
  TextSelection,
  type Transaction,
} from 'prosemirror-state';
import { yUndoPluginKey } from 'y-prosemirror';
import type { Doc } from 'yjs';
import { createFirstBlock } from '../commands/kind.ts';
import { type MarkName, type NodeName, schema } from '../schema/schema.ts';
import type { Place } from './interleaving.fixture.ts';
import { showDoc } from './notation.fixture.ts';

/** What people do in a document that others change meanwhile: places are found by the words that stand there. */

/** Somebody with the document, with a page or without. */
export interface Writer extends Place {
  readonly doc: Doc;
  readonly state: EditorState;
  readonly mayWrite: boolean;
  dispatch(tr: Transaction): void;
  run(command: Command): boolean;
  destroy(): void;
}

/** What somebody does once, in the document as they have it by then. */
export type Deed<W extends Writer = Writer> = (writer: W) => unknown;

/** Whoever sees a document. */
interface Shown {
  readonly state: Pick<EditorState, 'doc'>;
}

/** The position right behind `words` where they stand first, all in one block. */
export function behind({ state }: Shown, words: string): number {
  let found: number | undefined;
  state.doc.descendants((node, pos) => {
    if (!node.isTextblock || found !== undefined) return found === undefined;
    const { text, ends } = lettersOf(node);
    const at = text.indexOf(words);
    if (at >= 0) found = pos + 1 + (ends[at + words.length - 1] ?? 0);
    return false;
  });
  if (found === undefined) throw new RangeError(`${words} is not in ${showDoc(state.doc)}`);
  return found;
}

/** The text in a block, and where each letter of it ends in its content. */
function lettersOf(block: Node): { readonly text: string; readonly ends: readonly number[] } {
  let text = '';
  const ends: number[] = [];
  block.descendants((node, pos) => {
    text += node.text ?? '';
    for (let index = 1; index <= (node.text?.length ?? 0); index += 1) ends.push(pos + index);
  });
  return { text, ends };
}

/** The caret goes behind `words`. */
export function goBehind(author: Writer, words: string): void {
  author.dispatch(
    author.state.tr.setSelection(TextSelection.create(author.state.doc, behind(author, words))),
  );
}

/** Types `text` behind `words`. */
export function type(words: string, text: string): Deed {
  return (author) => {
    goBehind(author, words);
    author.dispatch(author.state.tr.insertText(text));
  };
}

/** Gives a command with the caret behind `words`. */
export function press(words: string, command: Command): Deed {
  return (author) => {
    goBehind(author, words);
    author.run(command);
  };
}

/** Gives a command at the start of the block in which `words` are. */
export function pressBefore(words: string, command: Command): Deed {
  return (author) => {
    const start = author.state.doc.resolve(behind(author, words)).start();
    author.dispatch(author.state.tr.setSelection(TextSelection.create(author.state.doc, start)));
    author.run(command);
  };
}

/** Marks `words`, on top of what marks they have. */
export function mark(words: string, ...[name, attrs]: readonly [MarkName, Attrs?]): Deed {
  return (author) => {
    const to = behind(author, words);
    author.dispatch(author.state.tr.addMark(to - words.length, to, schema.marks[name].create(attrs)));
  };
}

/** Sets attributes of the block in which `words` are. */
export function setOfBlock(words: string, attrs: Attrs): Deed {
  return (author) => {
    const pos = author.state.doc.resolve(behind(author, words)).before();
    const { tr } = author.state;
    for (const [name, value] of Object.entries(attrs)) tr.setNodeAttribute(pos, name, value);
    author.dispatch(tr);
  };
}

/** Marks the first ProseMirror node of a type, which isn't text. */
export function markLeaf(type: NodeName, name: MarkName): Deed {
  return ({ state, dispatch }) => {
    const { tr } = state;
    state.doc.descendants((node, pos) => {
      if (node.type === schema.nodes[type] && !tr.docChanged)
        tr.addNodeMark(pos, schema.marks[name].create());
    });
    dispatch(tr);
  };
}

/** Types `text` at the end of the document, which may be empty. */
export function typeAtEnd(text: string): Deed {
  return (writer) => {
    writer.run(createFirstBlock({ kind: 'paragraph' }));
    const { tr } = writer.state;
    writer.dispatch(tr.setSelection(Selection.atEnd(tr.doc)).insertText(text));
  };
}

/** Deletes the block in which `words` are. */
export function deleteBlock(words: string): Deed {
  return (writer) => {
    const $pos = writer.state.doc.resolve(behind(writer, words));
    writer.dispatch(writer.state.tr.delete($pos.before(), $pos.after()));
  };
}

export const undo: Deed = ({ state }) => yUndoPluginKey.getState(state)?.undoManager.undo();

/** Selects `words`. */
export function select(words: string): Deed {
  return (writer) => {
    const to = behind(writer, words);
    const { doc, tr } = writer.state;
    writer.dispatch(tr.setSelection(TextSelection.create(doc, to - words.length, to)));
  };
}
