import { TextSelection } from 'prosemirror-state';
import { describe, expect, test } from 'vitest';
import { applyUpdate, Doc, encodeStateAsUpdate, mergeUpdates } from 'yjs';
import { toggleCodeBlock } from '../commands/kind.ts';
import { Author } from '../intent/author.ts';
import { fragmentName, schema } from '../schema/schema.ts';
import { parseDoc, showDoc } from '../testing/notation.fixture.ts';
import { drawPart } from './drawing.ts';

function createAuthors(count: number, line: string): readonly Author[] {
  const authors = Array.from({ length: count }, (_, index) => new Author(index + 1, { mayWrite: true }));
  authors[0]?.dispatch(authors[0].state.tr.insert(0, parseDoc(line).content));
  tellAll(authors);
  for (const { history } of authors) history.manager.clear();
  return authors;
}

function createTwo(line: string): readonly [Author, Author] {
  const [a, b] = createAuthors(2, line);
  if (!a || !b) throw new RangeError('Two authors were asked for');
  return [a, b];
}

function tellAll(authors: readonly Author[]): void {
  while (authors.some(({ outbox }) => outbox.length > 0))
    for (const from of authors)
      for (const update of from.outbox.splice(0))
        for (const to of authors) if (to !== from) to.receive(update);
}

function insert(author: Author, pos: number, text: string): void {
  const { tr } = author.state;
  author.dispatch(tr.insertText(text, pos).setSelection(TextSelection.create(tr.doc, pos + text.length)));
}

const shown = (author: Author) => showDoc(author.state.doc);

describe('E8: what others lose without knowing of it', () => {
  test('is put back once, by its author alone', () => {
    const authors = createAuthors(4, 'p one / p two');
    const [a, b] = authors;
    if (!a || !b) return;
    a.dispatch(a.state.tr.delete(5, 10));
    insert(b, 8, 'X');
    tellAll(authors);
    expect(authors.map(shown)).toEqual(Array(4).fill('p one / p X'));
  });

  test('is not put back again by who opens the document later, or comes back to it', () => {
    const [a, b] = createTwo('p one / p two');
    a.dispatch(a.state.tr.delete(5, 10));
    insert(b, 8, 'X');
    const before = encodeStateAsUpdate(b.doc);
    tellAll([a, b]);
    const later = new Author(3, { mayWrite: true });
    later.receive(mergeUpdates([before, encodeStateAsUpdate(a.doc)]));
    later.receive(encodeStateAsUpdate(b.doc));
    expect(shown(later)).toBe('p one / p X');
    expect(later.outbox).toEqual([]);
    b.receive(encodeStateAsUpdate(a.doc));
    expect(b.outbox).toEqual([]);
  });

  test('is not put back when its author deletes it, nor what the other had seen', () => {
    const [a, b] = createTwo('p one / p two');
    insert(b, 8, 'seen');
    tellAll([a, b]);
    a.dispatch(a.state.tr.delete(5, 14));
    tellAll([a, b]);
    expect([a, b].map(shown)).toEqual(['p one', 'p one']);
    b.dispatch(b.state.tr.delete(0, 5));
    expect(b.outbox.length).toBe(1);
  });

  test('is not put back where the caller of Yjs does not say what was named', () => {
    const [a, b] = createTwo('p one / p two');
    a.dispatch(a.state.tr.delete(5, 10));
    insert(b, 8, 'X');
    b.outbox.length = 0;
    applyUpdate(b.doc, encodeStateAsUpdate(a.doc), 'elsewhere');
    expect(shown(b)).toBe('p one');
  });

  test('keeps its marks, and the caret goes along', () => {
    const [a, b] = createTwo('p one / b two');
    a.dispatch(a.state.tr.delete(5, 10));
    b.dispatch(b.state.tr.insert(8, schema.text('XY', [schema.marks.strong.create()])));
    b.dispatch(b.state.tr.setSelection(TextSelection.create(b.state.doc, 9)));
    tellAll([a, b]);
    expect(shown(a)).toBe('p one / b *XY*');
    expect(b.state.selection.head).toBe(7);
  });

  test('can be undone like any edit, and then was never there', () => {
    const [a, b] = createTwo('p one / p two');
    a.dispatch(a.state.tr.delete(5, 10));
    insert(b, 8, 'X');
    tellAll([a, b]);
    expect(b.undo()).toBe(true);
    tellAll([a, b]);
    expect([a, b].map(shown)).toEqual(['p one', 'p one']);
    a.undo();
    tellAll([a, b]);
    expect([a, b].map(shown)).toEqual(['p one / p two', 'p one / p two']);
  });

  test('comes back out of a table of which the row is deleted', () => {
    const cell = (text: string) =>
      schema.nodes.table_cell.create(null, schema.nodes.block.create(null, schema.text(text)));
    const row = (...texts: readonly string[]) => schema.nodes.table_row.create(null, texts.map(cell));
    const [a, b] = createTwo('p one');
    a.dispatch(a.state.tr.insert(5, schema.nodes.table.create(null, [row('a', 'b'), row('c', 'd')])));
    tellAll([a, b]);
    const second = 6 + (a.state.doc.child(1).firstChild?.nodeSize ?? 0);
    a.dispatch(a.state.tr.delete(second, second + (a.state.doc.child(1).lastChild?.nodeSize ?? 0)));
    insert(b, second + 4, 'X');
    tellAll([a, b]);
    expect(a.state.doc.toString()).toBe(b.state.doc.toString());
    expect(a.state.doc.textContent).toBe('oneabX');
  });

  test('nobody who may not write puts anything back', () => {
    const [a, b] = createTwo('p one / p two');
    a.dispatch(a.state.tr.delete(5, 10));
    const reader = new Author(9, { mayWrite: false });
    reader.receive(encodeStateAsUpdate(b.doc));
    for (const update of a.outbox) reader.receive(update);
    expect(reader.outbox).toEqual([]);
    expect(shown(reader)).toBe('p one');
  });
});

/** What chance has found: `npm run intent`. */
describe('found by chance: what others lose', () => {
  const formula = (text: string) => schema.nodes.math_inline.create(null, schema.text(text));

  test('comes back with the formula that it was typed into', () => {
    const [a, b] = createTwo('p one / p two');
    a.dispatch(a.state.tr.delete(5, 10));
    b.dispatch(b.state.tr.insert(9, formula('x')));
    insert(b, 10, 'Y');
    tellAll([a, b]);
    expect([a, b].map(({ state }) => state.doc.toString())).toEqual(
      Array(2).fill('doc(block("one"), block(math_inline("Yx")))'),
    );
  });

  test('comes back as text where there can be no formula', () => {
    const [a, b] = createTwo('p one two');
    a.dispatch(a.state.tr.setSelection(TextSelection.create(a.state.doc, 2)));
    a.run(toggleCodeBlock);
    b.dispatch(b.state.tr.insert(8, formula('x')));
    tellAll([a, b]);
    expect([a, b].map(shown)).toEqual(['code one twox', 'code one twox']);
  });

  test('leaves behind what a third has typed within it', () => {
    const authors = createAuthors(3, 'p one and four');
    const [a, b, c] = authors;
    if (!a || !b || !c) return;
    insert(b, 12, 'XY');
    for (const update of b.outbox) c.receive(update);
    insert(c, 13, 'Z');
    a.dispatch(a.state.tr.split(9));
    for (const update of [...c.outbox, ...a.outbox]) b.receive(update);
    tellAll(authors);
    const text = a.state.doc.textBetween(0, a.state.doc.content.size, '/');
    expect(text.split('').sort().join('')).toBe('one and /fouXYZr'.split('').sort().join(''));
    expect(new Set(authors.map(shown)).size).toBe(1);
  });

  test('E21: does not take for its place any where only the same letter was put', () => {
    const [a, b] = createTwo('p one 😀 / p two e');
    b.dispatch(b.state.tr.insertText('E', 3, 4).insertText('e', 15));
    const before = shown(b);
    tellAll([a, b]);
    expect([a, b].map(shown)).toEqual([before, before]);
    expect(a.outbox).toEqual([]);
  });

  test('goes along with what another has typed into its formula meanwhile', () => {
    const [a, b] = createTwo('p one and four');
    b.dispatch(b.state.tr.insert(12, formula('x')));
    for (const update of b.outbox) a.receive(update);
    insert(a, 13, 'long');
    a.dispatch(a.state.tr.split(9));
    tellAll([a, b]);
    expect(a.state.doc.toString()).toBe('doc(block("one and "), block("fou", math_inline("longx"), "r"))');
    expect(b.state.doc.eq(a.state.doc)).toBe(true);
  });
});

test('E11: what is held is what is drawn when the document is opened from what was stored', () => {
  const [a] = createTwo('p one / .b two / h3 *three*');
  const stored = new Doc();
  applyUpdate(stored, encodeStateAsUpdate(a.doc));
  const fragment = stored.getXmlFragment(fragmentName);
  expect(showDoc(drawPart(schema, fragment))).toBe(shown(a));
});
