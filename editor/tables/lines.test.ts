import type { Command, EditorState, Transaction } from 'prosemirror-state';
import { CellSelection } from 'prosemirror-tables';
import { describe, expect, test } from 'vitest';
import { insertTable } from '../commands/insertTable.ts';
import { schema } from '../schema/schema.ts';
import { testCommands } from '../testing/commandCase.fixture.ts';
import { parseState, showDoc, showState } from '../testing/notation.fixture.ts';
import { setCellBackground, setColumnWidth } from './cell.ts';
import {
  addColumnAfter,
  addColumnBefore,
  addRowAfter,
  addRowBefore,
  clearCells,
  deleteColumn,
  deleteRow,
  deleteTable,
  goToCell,
  mergeCells,
  splitCell,
  toggleHeaderColumn,
  toggleHeaderRow,
} from './lines.ts';

const two = 'tb !p a ; !p b ;; p c| ; p d';

testCommands([
  [
    'insertTable comes before an empty paragraph',
    insertTable({ rows: 2, columns: 2 }),
    'p |',
    'tb !p | ; !p  ;; p  ; p  / p ',
  ],
  ['insertTable comes after text', insertTable({ rows: 1, columns: 1 }), 'p one|', 'p one / tb !p |'],
  ['insertTable begins an empty document', insertTable({ rows: 1, columns: 1 }), '', 'tb !p |'],
  [
    'insertTable in a cell comes after the table',
    insertTable({ rows: 1, columns: 1 }),
    'tb p a|',
    'tb p a / tb !p |',
  ],
  ['addRowAfter adds a row', addRowAfter, two, 'tb !p a ; !p b ;; p c| ; p d ;; p  ; p '],
  ['addRowBefore adds a row', addRowBefore, two, 'tb !p a ; !p b ;; p  ; p  ;; p c| ; p d'],
  ['addColumnAfter goes on with the head', addColumnAfter, two, 'tb !p a ; !p  ; !p b ;; p c| ; p  ; p d'],
  ['addColumnBefore goes on with the head', addColumnBefore, two, 'tb !p  ; !p a ; !p b ;; p  ; p c| ; p d'],
  [
    'addRowAfter goes on with a first column of heads',
    addRowAfter,
    'tb !p a ; p b|',
    'tb !p a ; p b| ;; !p  ; p ',
  ],
  ['addRowAfter leaves what isn’t a table', addRowAfter, 'p one|', null],
  ['deleteRow takes the row', deleteRow, two, 'tb !p a ; !p b|'],
  ['deleteRow takes the table when it is the last', deleteRow, 'p x / tb p a| / p y', 'p x / p |y'],
  ['deleteColumn takes the column', deleteColumn, two, 'tb !p b ;; p |d'],
  ['deleteTable takes it all', deleteTable, 'p x / tb p a| / p y', 'p x / p |y'],
  [
    'toggleHeaderRow makes a head',
    toggleHeaderRow,
    'tb p a| ; p b ;; p c ; p d',
    'tb !p a| ; !p b ;; p c ; p d',
  ],
  ['toggleHeaderRow takes it back', toggleHeaderRow, two, 'tb p a ; p b ;; p c| ; p d'],
  ['toggleHeaderColumn makes a head', toggleHeaderColumn, two, 'tb !p a ; !p b ;; !p c| ; p d'],
  ['goToCell goes on', goToCell(1), two, 'tb !p a ; !p b ;; p c ; p [d]'],
  ['goToCell goes back over rows', goToCell(-1), two, 'tb !p a ; !p [b] ;; p c ; p d'],
  ['goToCell makes a row after the last', goToCell(1), 'tb p a ; p b|', 'tb p a ; p b ;; p | ; p '],
  ['goToCell stays in the first', goToCell(-1), 'tb p a| ; p b', null],
  ['goToCell leaves what isn’t a table', goToCell(1), 'p a|', null],
]);

/** With the cells at these places selected, counted over all rows. */
function select(line: string, ...[anchor, head]: readonly [number, number]): EditorState {
  const state = parseState(line);
  const cells: number[] = [];
  state.doc.descendants((node, pos) => {
    if (node.type === schema.nodes.table_cell) cells.push(pos);
  });
  const selection = CellSelection.create(state.doc, cells[anchor] ?? 0, cells[head] ?? 0);
  return state.apply(state.tr.setSelection(selection));
}

function run(state: EditorState, command: typeof addRowAfter): EditorState {
  let after = state;
  const apply = (tr: Transaction) => {
    after = state.apply(tr);
  };
  expect(command(state, apply)).toBe(true);
  after.doc.check();
  return after;
}

describe('cells that are selected', () => {
  test('are merged with all that they hold, and split again', () => {
    const merged = run(select('tb p a ; p b ;; p c ; p d', 0, 1), mergeCells);
    expect(showDoc(merged.doc)).toBe('tb p a , p b ;; p c ; p d');
    expect(merged.doc.firstChild?.firstChild?.firstChild?.attrs.colspan).toBe(2);
    expect(showDoc(run(merged, splitCell).doc)).toBe('tb p a , p b ; p  ;; p c ; p d');
  });

  test('are emptied and can still be written in', () => {
    expect(showDoc(run(select('tb p a ; p b ;; p c ; p d', 0, 1), clearCells).doc)).toBe(
      'tb p  ; p  ;; p c ; p d',
    );
  });

  test('are coloured', () => {
    const { doc } = run(select('tb p a ; p b', 0, 1), setCellBackground('teal'));
    expect(doc.firstChild?.firstChild?.children.map(({ attrs }) => attrs.background)).toEqual([
      'teal',
      'teal',
    ]);
  });

  test('go together with their rows', () => {
    expect(showDoc(run(select('tb p a ;; p b ;; p c', 0, 1), deleteRow).doc)).toBe('tb p c');
  });
});

test('the width of a column is kept in its first cell, within bounds', () => {
  const state = parseState('tb p a ; p b ;; p c ; p d');
  const widths = (widthPx: number) => {
    const { doc } = run(state, setColumnWidth(state.doc.firstChild?.firstChild ? 2 : 0, widthPx));
    return doc.firstChild?.children.flatMap((row) => row.children.map(({ attrs }) => attrs.width));
  };
  expect(widths(120.4)).toEqual([120, null, null, null]);
  expect(widths(1)).toEqual([32, null, null, null]);
  expect(widths(1e9)).toEqual([2000, null, null, null]);
});

describe('rows of different lengths (E10)', () => {
  test.each([
    [
      'addRowAfter',
      addRowAfter,
      'tb p a| ; p b ; p c ;; p d',
      'tb p a| ; p b ; p c ;; p  ; p  ; p  ;; p d ; p  ; p ',
    ],
    ['addColumnAfter', addColumnAfter, 'tb p a ; p b ;; p c|', 'tb p a ; p  ; p b ;; p c| ; p  ; p '],
    ['deleteColumn', deleteColumn, 'tb p a ; p b| ;; p c', 'tb p a ;; p |c'],
  ])('are mended by %s, in one transaction with it', (...[_name, command, before, after]) => {
    expect(showState(run(parseState(before), command))).toBe(after);
  });

  test('have a width and a colour for the cells that are there', () => {
    const state = parseState('tb p a ;; p c ; p d');
    const facts = (command: Command, { doc, tr }: EditorState) => {
      const cells = CellSelection.create(doc, 2, 14);
      const after = run(state.apply(tr.setSelection(cells)), command).doc.firstChild;
      return after?.children.map((row) => row.children.map(({ attrs }) => attrs.background ?? attrs.width));
    };
    expect(facts(setColumnWidth(14, 120), state)).toEqual([[null], [null, 120]]);
    expect(facts(setCellBackground('teal'), state)).toEqual([['teal'], ['teal', 'teal']]);
  });

  test('are left alone by everything else', () => {
    const state = parseState('tb p a| ; p b ;; p c');
    expect(showDoc(state.apply(state.tr.insertText('x')).doc)).toBe('tb p ax ; p b ;; p c');
  });
});
