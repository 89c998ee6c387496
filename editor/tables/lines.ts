import { type Command, EditorState, Selection, TextSelection, type Transaction } from 'prosemirror-state';
import {
  addColumn,
  addRow,
  deleteCellSelection,
  deleteColumn as deleteColumnStock,
  deleteRow as deleteRowStock,
  deleteTable as deleteTableStock,
  fixTables,
  isInTable,
  mergeCells as mergeCellsStock,
  selectedRect,
  splitCell as splitCellStock,
  TableMap,
  type TableRect,
} from 'prosemirror-tables';
import { schema } from '../schema/schema.ts';

/**
 * Rows, columns and cells. Each of these first mends the tables of the document: rows that two people have made of different lengths are
 * only drawn as if they were equal, until somebody changes a table themselves (E10).
 */

export const addRowBefore: Command = structural((state, dispatch) => insertRow(state, 'before', dispatch));
export const addRowAfter: Command = structural((state, dispatch) => insertRow(state, 'after', dispatch));
export const addColumnBefore: Command = structural((state, dispatch) =>
  insertColumn(state, 'before', dispatch),
);
export const addColumnAfter: Command = structural((state, dispatch) =>
  insertColumn(state, 'after', dispatch),
);
export const mergeCells: Command = structural(mergeCellsStock);
export const splitCell: Command = structural(splitCellStock);
export const deleteTable: Command = deleteTableStock;

/** The selected rows, or the table if these are all. */
export const deleteRow: Command = structural(either(deleteRowStock, deleteTableStock));
/** The selected columns, or the table if these are all. */
export const deleteColumn: Command = structural(either(deleteColumnStock, deleteTableStock));
/** What the selected cells hold; the cells stay. */
export const clearCells: Command = structural(deleteCellSelection);

/** Makes the first row the head of the table, or takes that back if it is. */
export const toggleHeaderRow: Command = toggleHeader(({ map }) => ({
  left: 0,
  top: 0,
  right: map.width,
  bottom: 1,
}));
/** Makes the first column the head of the rows, or takes that back if it is. */
export const toggleHeaderColumn: Command = toggleHeader(({ map }) => ({
  left: 0,
  top: 0,
  right: 1,
  bottom: map.height,
}));

/**
 * Runs a command on the document as it is once its tables are mended, in one transaction with that; and gives each cell that is empty
 * afterwards a block to write in.
 */
export function structural(command: Command): Command {
  return (state, dispatch) => {
    if (!isInTable(state)) return false;
    const mending = fixTables(state) ?? state.tr;
    const mended = mending.docChanged
      ? EditorState.create({ doc: mending.doc, selection: mending.selection })
      : state;
    if (!dispatch) return command(mended);
    return command(mended, (tr) => {
      for (const step of tr.steps) mending.step(step);
      mending.setSelection(Selection.fromJSON(mending.doc, tr.selection.toJSON()));
      dispatch(fillCells(mending).scrollIntoView());
    });
  };
}

/** Gives each cell of the table with the selection that holds nothing a block to write in. */
function fillCells(tr: Transaction): Transaction {
  const { $from } = tr.selection;
  const depth = [...Array($from.depth + 1).keys()].find((at) => $from.node(at).type === schema.nodes.table);
  if (depth === undefined) return tr;
  const table = $from.node(depth);
  const start = $from.start(depth);
  const empty: number[] = [];
  table.descendants((node, pos) => {
    if (node.type !== schema.nodes.table_cell) return true;
    if (node.childCount === 0) empty.push(start + pos + 1);
    return false;
  });
  for (const pos of empty.reverse()) tr.insert(pos, schema.nodes.block.create());
  return tr;
}

function insertRow(
  state: EditorState,
  side: 'before' | 'after',
  dispatch?: (tr: Transaction) => void,
): boolean {
  if (!dispatch) return true;
  const rect = selectedRect(state);
  const row = side === 'before' ? rect.top : rect.bottom;
  const tr = addRow(state.tr, rect, row);
  headLike({ tr, rect, cells: { left: 0, right: rect.map.width, top: row, bottom: row + 1 } });
  dispatch(tr);
  return true;
}

function insertColumn(
  state: EditorState,
  side: 'before' | 'after',
  dispatch?: (tr: Transaction) => void,
): boolean {
  if (!dispatch) return true;
  const rect = selectedRect(state);
  const column = side === 'before' ? rect.left : rect.right;
  const tr = addColumn(state.tr, rect, column);
  headLike({ tr, rect, cells: { left: column, right: column + 1, top: 0, bottom: rect.map.height } });
  dispatch(tr);
  return true;
}

interface CellRect {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Makes heads of new cells that stand in a column or row that is nothing but heads otherwise. */
function headLike(added: {
  readonly tr: Transaction;
  readonly rect: TableRect;
  readonly cells: CellRect;
}): void {
  const { tr, rect, cells } = added;
  const table = tr.doc.nodeAt(rect.tableStart - 1);
  if (!table) return;
  const map = TableMap.get(table);
  const isRow = cells.bottom - cells.top === 1;
  const isHead = (pos: number) => table.nodeAt(pos)?.attrs.header === true;
  for (const pos of new Set(map.cellsInRect(cells))) {
    const { left, top } = map.findCell(pos);
    const line = isRow
      ? { left, right: left + 1, top: 0, bottom: map.height }
      : { left: 0, right: map.width, top, bottom: top + 1 };
    const others = map.cellsInRect(line).filter((other) => other !== pos);
    if (others.length > 0 && others.every(isHead)) tr.setNodeAttribute(rect.tableStart + pos, 'header', true);
  }
}

function toggleHeader(cellsOf: (rect: TableRect) => CellRect): Command {
  return structural((state, dispatch) => {
    const rect = selectedRect(state);
    const cells = rect.map.cellsInRect(cellsOf(rect));
    const header = cells.every((pos) => rect.table.nodeAt(pos)?.attrs.header === true) ? null : true;
    if (!dispatch) return true;
    const tr = state.tr;
    for (const pos of cells) tr.setNodeAttribute(rect.tableStart + pos, 'header', header);
    dispatch(tr);
    return true;
  });
}

/** The next or previous cell; after the last one there is a new row. */
export function goToCell(direction: 1 | -1): Command {
  return (state, dispatch) => {
    if (!isInTable(state)) return false;
    const { map, tableStart, left, top, right, bottom, table } = selectedRect(state);
    const at = direction === 1 ? (bottom - 1) * map.width + right - 1 : top * map.width + left;
    const from = map.map[at];
    for (let index = at + direction; index >= 0 && index < map.map.length; index += direction) {
      const pos = map.map[index];
      if (pos === undefined || pos === from || !table.nodeAt(pos)) continue;
      if (dispatch) dispatch(intoCell(state.tr, tableStart + pos).scrollIntoView());
      return true;
    }
    return direction === 1 && addRowAfter(state, dispatch && ((tr) => dispatch(intoRowAfter(tr))));
  };
}

/** The first cell of the row after the one with the selection. */
function intoRowAfter(tr: Transaction): Transaction {
  const { $from } = tr.selection;
  const row = [...Array($from.depth + 1).keys()].find((at) => $from.node(at).type === schema.nodes.table_row);
  return row === undefined ? tr : intoCell(tr, $from.after(row) + 1);
}

/** Selects what the cell at `pos` holds, and first gives it a block to write in if it holds nothing. */
export function intoCell(tr: Transaction, pos: number): Transaction {
  const cell = tr.doc.nodeAt(pos);
  if (cell?.type !== schema.nodes.table_cell) return tr;
  if (cell.childCount === 0) tr.insert(pos + 1, schema.nodes.block.create());
  const end = pos + (tr.doc.nodeAt(pos)?.nodeSize ?? 2) - 1;
  return tr.setSelection(TextSelection.between(tr.doc.resolve(pos + 1), tr.doc.resolve(end)));
}

function either(first: Command, second: Command): Command {
  return (state, dispatch) => first(state, dispatch) || second(state, dispatch);
}
