import type { Attrs } from 'prosemirror-model';
import { type Command, TextSelection } from 'prosemirror-state';
import { expect } from 'vitest';
import { drawDocument } from '../collab/drawing.ts';
import { Author } from '../intent/author.ts';
import { fragmentName, type MarkName, schema } from '../schema/schema.ts';
import { everyInterleaving, type Interleaving, type Moment } from './interleaving.fixture.ts';
import { parseDoc, showDoc } from './notation.fixture.ts';

/** What somebody does once, in the document as they have it by then. */
export type Deed = (author: Author) => unknown;

/** People who write in one document, which is `line` when they come. */
export interface Company {
  readonly line: string;
  /** What each of them does, in their order. */
  readonly people: readonly (readonly Deed[])[];
  /** Who the `index`th of them is; somebody who may write if absent. */
  readonly create?: (index: number) => Author;
  /** Before anybody does anything. */
  readonly begins?: (authors: readonly Author[]) => void;
  /** After each thing that somebody does or hears. */
  readonly after?: (authors: readonly Author[], moment: Moment) => void;
  /** After the last, while what came of hearing is still to be told. */
  readonly ends?: (authors: readonly Author[]) => void;
}

/**
 * What comes of it, in all ways in which it can happen: the document that all have in the end, once for each that there is. That all have
 * the same, by steps alone, and that their fragments hold it, is expected of every way.
 */
export function outcomes(company: Company, ways?: readonly Interleaving[]): readonly string[] {
  const all = ways ?? everyInterleaving(company.people.map(({ length }) => length));
  return [...new Set(all.map((way) => outcome(company, way)))].sort();
}

function outcome(company: Company, way: Interleaving): string {
  const authors = company.people.map((_, index) => company.create?.(index) ?? createWriter(index));
  gather(authors, company.line);
  company.begins?.(authors);
  const told: Uint8Array[][][] = authors.map(() => []);
  const heard = authors.map(() => authors.map(() => 0));
  for (const moment of way) {
    const author = of(authors, moment.person);
    if (moment.kind === 'act') {
      const mine = of(told, moment.person);
      of(company.people, moment.person)[mine.length]?.(author);
      mine.push(author.outbox.splice(0));
    } else {
      const count = of(heard, moment.person);
      const next = of(count, moment.from);
      count[moment.from] = next + 1;
      for (const update of of(of(told, moment.from), next)) author.receive(update);
    }
    company.after?.(authors, moment);
  }
  company.ends?.(authors);
  settle(authors);
  const shown = authors.map(shownBy);
  for (const author of authors) author.destroy();
  expect(new Set(shown).size, `${JSON.stringify(way)}\n${shown.join('\n')}`).toBe(1);
  return shown[0] ?? '';
}

export function createWriter(index: number): Author {
  return new Author(index + 1, { mayWrite: true });
}

/** All get the document `line`, which the first of them writes who may. */
function gather(authors: readonly Author[], line: string): void {
  const writer = authors.find(({ mayWrite }) => mayWrite);
  if (line !== '') writer?.dispatch(writer.state.tr.insert(0, parseDoc(line).content));
  settle(authors);
  for (const { history } of authors) history.manager.clear();
}

/** Everybody hears of everything that came of what they heard. */
function settle(authors: readonly Author[]): void {
  while (authors.some(({ outbox }) => outbox.length > 0))
    for (const from of authors)
      for (const update of from.outbox.splice(0))
        for (const to of authors) if (to !== from) to.receive(update);
}

/** What somebody sees; that nothing else is stored, and that it came by steps, is expected. */
function shownBy({ state, doc, binding }: Author): string {
  const stored = drawDocument(schema, doc.getXmlFragment(fragmentName));
  expect(state.doc.toJSON()).toEqual(stored?.toJSON());
  expect(binding.redrawn).toBe(0);
  return showDoc(state.doc);
}

function of<T>(list: readonly T[], index: number): T {
  const found = list[index];
  if (found === undefined) throw new RangeError(`There is no ${index}`);
  return found;
}

/** The position right behind `words` where they stand first, all in one block. */
export function behind({ state }: Author, words: string): number {
  let found: number | undefined;
  state.doc.descendants((node, pos) => {
    if (!node.isTextblock || found !== undefined) return found === undefined;
    const at = node.textBetween(0, node.content.size, undefined, '\ufffc').indexOf(words);
    if (at >= 0) found = pos + 1 + at + words.length;
    return true;
  });
  if (found === undefined) throw new RangeError(`${words} is not in ${showDoc(state.doc)}`);
  return found;
}

/** The caret goes behind `words`. */
export function goBehind(author: Author, words: string): void {
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
