import { TextSelection } from 'prosemirror-state';
import { describe, expect, test } from 'vitest';
import { applyUpdate, Doc, encodeStateAsUpdate, mergeUpdates } from 'yjs';
import { Author } from '../intent/author.ts';
import { fragmentName, schema } from '../schema/schema.ts';
import { parseDoc, showDoc } from '../testing/notation.fixture.ts';
import { drawDocument } from './drawing.ts';

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

test('E11: what is held is what is drawn when the document is opened from what was stored', () => {
  const [a] = createTwo('p one / .b two / h3 *three*');
  const stored = new Doc();
  applyUpdate(stored, encodeStateAsUpdate(a.doc));
  const fragment = stored.getXmlFragment(fragmentName);
  expect(showDoc(drawDocument(schema, fragment))).toBe(shown(a));
});
