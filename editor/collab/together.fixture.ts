import type { Node } from 'prosemirror-model';
import { NodeSelection } from 'prosemirror-state';
import { CellSelection } from 'prosemirror-tables';
import { expect } from 'vitest';
import type { Author } from '../intent/author.ts';
import { schema } from '../schema/schema.ts';
import { type Company, createAuthor, createReader } from '../testing/company.fixture.ts';
import { behind, type Deed, goBehind } from '../testing/deed.fixture.ts';

/** What one person holds on to while others do what they do, be they one or two. */

type Others = readonly (readonly Deed[])[];

const composed = 'か';

/** E14: the first composes behind `one`. */
export function composing(line: string, others: Others): Company<Author> {
  const begin: Deed<Author> = (author) => {
    author.composing = true;
    goBehind(author, 'one');
    author.dispatch(author.state.tr.insertText(composed));
  };
  const end: Deed<Author> = (author) => {
    const at = behind(author, composed);
    author.dispatch(author.state.tr.insertText('漢', at - 1, at));
    author.composing = false;
    author.dispatch(author.state.tr);
  };
  return { line, people: [[begin, end], ...others], create: createAuthor };
}

/** The same, and what the first sees of that block stays as it is until it is over. */
export function undisturbed(line: string, others: Others): Company<Author> {
  let block: Node | undefined;
  return {
    ...composing(line, others),
    begins: () => {
      block = undefined;
    },
    after: ([author]) => {
      const shown = author && blockWith(author.state.doc, composed);
      expect(shown).toBe(shown && (block ?? shown));
      block = shown;
    },
  };
}

function blockWith(doc: Node, words: string): Node | undefined {
  return doc.children.find(({ textContent }) => textContent.includes(words));
}

/** E8: the first has their caret behind `delta`, and types `X` and then `Y` there, whatever they hear before and between. */
export function typingOn(line: string, others: Others): Company<Author> {
  const typing =
    (text: string): Deed<Author> =>
    ({ state, dispatch }) =>
      dispatch(state.tr.insertText(text));
  const begins: Company<Author>['begins'] = ([author]) => author && goBehind(author, 'delta');
  return { line, people: [[typing('X'), typing('Y')], ...others], create: createAuthor, begins };
}

/** E15: the first has selected something, and does nothing. What is selected is there, whatever has gone. */
export function selecting(line: string, select: Deed<Author>, others: Others): Company<Author> {
  return {
    line,
    people: [[], ...others],
    create: createAuthor,
    begins: ([author]) => author && select(author),
    after: ([author]) => {
      if (!author) return;
      const { doc, selection } = author.state;
      expect(selection.$anchor.doc).toBe(doc);
      expect(selection.to).toBeLessThanOrEqual(doc.content.size);
      if (selection instanceof NodeSelection) expect(doc.nodeAt(selection.from)).toBe(selection.node);
      if (!(selection instanceof CellSelection)) return;
      for (const end of [selection.$anchorCell, selection.$headCell])
        expect(end.nodeAfter?.type.name).toBe(schema.nodes.table_cell.name);
    },
  };
}

/** E11: the first only reads, the second may write and only looks. Neither sends anything, whatever they hear. */
export function bystanding(line: string, others: Others): Company<Author> {
  return {
    line,
    people: [[], [], ...others],
    create: (index) => (index === 0 ? createReader(index) : createAuthor(index)),
    after: (authors) => expect(authors.slice(0, 2).flatMap(({ outbox }) => outbox)).toEqual([]),
    ends: (authors) => expect(authors.slice(0, 2).flatMap(({ outbox }) => outbox)).toEqual([]),
  };
}

/** The divider is selected as a whole. */
export const selectDivider: Deed<Author> = ({ state, dispatch }) => {
  state.doc.forEach((node, pos) => {
    if (node.type === schema.nodes.divider)
      dispatch(state.tr.setSelection(NodeSelection.create(state.doc, pos)));
  });
};

/** The cells with `words` and `others` are selected, and those between. */
export function selectCells(words: string, others: string): Deed<Author> {
  return (author) => {
    const { doc, tr } = author.state;
    const cellOf = (text: string) => doc.resolve(behind(author, text)).before(-1);
    author.dispatch(tr.setSelection(CellSelection.create(doc, cellOf(words), cellOf(others))));
  };
}

/** Deletes the divider. */
export const deleteDivider: Deed = (writer) => {
  writer.state.doc.forEach((node, pos) => {
    if (node.type === schema.nodes.divider) writer.dispatch(writer.state.tr.delete(pos, pos + 1));
  });
};
