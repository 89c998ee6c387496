import { expect } from 'vitest';
import { yUndoPluginKey } from 'y-prosemirror';
import { bindingOf } from '../collab/binding.ts';
import { drawDocument } from '../collab/drawing.ts';
import { Author } from '../intent/author.ts';
import { fragmentName, schema } from '../schema/schema.ts';
import type { Deed, Writer } from './deed.fixture.ts';
import { everyInterleaving, type Interleaving, live, type Moment, settle } from './interleaving.fixture.ts';
import { parseDoc, showDoc } from './notation.fixture.ts';

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
function shownBy({ state, doc }: Writer): string {
  const stored = drawDocument(schema, doc.getXmlFragment(fragmentName));
  expect(state.doc.toJSON()).toEqual(stored?.toJSON());
  expect(bindingOf(state).redrawn).toBe(0);
  return showDoc(state.doc);
}
