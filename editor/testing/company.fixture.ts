import type { Attrs, Node } from 'prosemirror-model';
import {
  type Command,
  type EditorState,
  Selection,
  TextSelection,
  type Transaction,
} from 'prosemirror-state';
import { expect } from 'vitest';
import { yUndoPluginKey } from 'y-prosemirror';
import type { Doc } from 'yjs';
import { bindingOf } from '../collab/binding.ts';
import { drawDocument } from '../collab/drawing.ts';
import { createFirstBlock } from '../commands/kind.ts';
import { Author } from '../intent/author.ts';
import { fragmentName, type MarkName, type NodeName, schema } from '../schema/schema.ts';
import {
  everyInterleaving,
  type Interleaving,
  live,
  type Moment,
  type Place,
  settle,
} from './interleaving.fixture.ts';
import { parseDoc, showDoc } from './notation.fixture.ts';

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

/** People who write in one document, which is `line` when they come. */
export interface Company<W extends Writer> {
  readonly line: string;
  /** What each of them does, in their order. */
  readonly people: readonly (readonly Deed<W>[])[];
  /** Who the `index`th of them is. */
  readonly create: (index: number) => W;
  /** Before anybody does anything. */
  readonly begins?: (writers: readonly W[]) => void;
  /** After each thing that somebody does or hears. */
  readonly after?: (writers: readonly W[], moment: Moment) => void;
  /** After the last, while what came of hearing is still to be told. */
  readonly ends?: (writers: readonly W[]) => void;
}

/**
 * What comes of it, in all ways in which it can happen: the document that all have in the end, once for each that there is. That all have
 * the same, by steps alone, and that their fragments hold it, is expected of every way.
 */
export function outcomesOf<W extends Writer>(
  company: Company<W>,
  ways?: readonly Interleaving[],
): readonly string[] {
  const all = ways ?? everyInterleaving(company.people.map(({ length }) => length));
  return [...new Set(all.map((way) => outcome(company, way)))].sort();
}

/** Of people without pages who may write. */
export function outcomes(
  company: Omit<Company<Author>, 'create'>,
  ways?: readonly Interleaving[],
): readonly string[] {
  return outcomesOf({ ...company, create: createAuthor }, ways);
}

export function createAuthor(index: number): Author {
  return new Author(index + 1, { mayWrite: true });
}

export function createReader(index: number): Author {
  return new Author(index + 1, { mayWrite: false });
}

function outcome<W extends Writer>(
  { line, people, create, begins, after, ends }: Company<W>,
  way: Interleaving,
): string {
  const writers = people.map((_, index) => create(index));
  gather(writers, line);
  begins?.(writers);
  live(way, {
    places: writers,
    act: (person, count) => {
      const writer = writers[person];
      if (writer) people[person]?.[count]?.(writer);
    },
    after: (moment) => after?.(writers, moment),
  });
  ends?.(writers);
  settle(writers);
  const shown = writers.map(shownBy);
  for (const writer of writers) writer.destroy();
  expect(new Set(shown).size, `${JSON.stringify(way)}\n${shown.join('\n')}`).toBe(1);
  return shown[0] ?? '';
}

/** All get the document `line`, which the first of them writes who may. */
function gather(writers: readonly Writer[], line: string): void {
  const first = writers.find(({ mayWrite }) => mayWrite);
  if (line !== '') first?.dispatch(first.state.tr.insert(0, parseDoc(line).content));
  settle(writers);
  for (const { state } of writers) yUndoPluginKey.getState(state)?.undoManager.clear();
}

/** What somebody sees; that nothing else is stored, and that it came by steps, is expected. */
export function shownBy({ state, doc }: Writer): string {
  const stored = drawDocument(schema, doc.getXmlFragment(fragmentName));
  expect(state.doc.toJSON()).toEqual(stored?.toJSON());
  expect(bindingOf(state).redrawn).toBe(0);
  return showDoc(state.doc);
}

/** The position right behind `words` where they stand first, all in one block. */
export function behind({ state }: Writer, words: string): number {
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
