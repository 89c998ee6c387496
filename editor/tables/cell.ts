import type { Node } from 'prosemirror-model';
import type { Command, EditorState } from 'prosemirror-state';
import { CellSelection, cellAround, TableMap } from 'prosemirror-tables';
import { setAttributes } from '../commands/selected.ts';
import type { ColorName } from '../schema/palette.ts';
import { schema } from '../schema/schema.ts';
import { cellFacts, columnWidthRange } from '../schema/table.ts';

/** Colours the selected cells; null takes the colour away. */
export function setCellBackground(background: ColorName | null): Command {
  return (state, dispatch) => {
    const cells = selectedCells(state);
    if (cells.length === 0) return false;
    const tr = state.tr;
    for (const pos of cells) setAttributes(tr, pos, { background });
    if (dispatch) dispatch(tr);
    return true;
  };
}

/** Sets how wide the column is that ends with the cell at `cellPos`, in CSS pixels. */
export function setColumnWidth(cellPos: number, widthPx: number): Command {
  return (state, dispatch) => {
    const column = columnOf(state, cellPos);
    if (!column) return false;
    const width = Math.round(Math.max(columnWidthRange.min, Math.min(columnWidthRange.max, widthPx)));
    const tr = state.tr;
    // The first cell has it; what others still have would only be in its way.
    for (const [index, pos] of column.entries())
      setAttributes(tr, pos, { width: index === 0 ? width : null });
    if (dispatch) dispatch(tr);
    return true;
  };
}

/** Makes the column with the caret wider, or narrower for a negative step, in CSS pixels, than it is drawn now. */
export function widenColumn(stepPx: number): Command {
  return (state, ...[dispatch, view]) => {
    const cell = cellAround(state.selection.$head);
    const element = cell && view?.nodeDOM(cell.pos);
    if (!cell || !(element instanceof HTMLElement)) return false;
    return setColumnWidth(cell.pos, element.getBoundingClientRect().width + stepPx)(state, dispatch);
  };
}

/** Where the selected cells begin; with a caret the one that holds it. */
function selectedCells(state: EditorState): readonly number[] {
  const { selection } = state;
  if (!(selection instanceof CellSelection)) {
    const cell = cellAround(selection.$head);
    return cell ? [cell.pos] : [];
  }
  const cells: number[] = [];
  selection.forEachCell((cell, pos) => {
    if (isCell(cell)) cells.push(pos);
  });
  return cells;
}

/** The cells of one column each, down from the first, of the column in which the cell at `cellPos` ends. */
function columnOf({ doc }: EditorState, cellPos: number): readonly number[] | undefined {
  const $cell = doc.resolve(cellPos);
  const table = $cell.depth > 0 ? $cell.node(-1) : undefined;
  if (table?.type !== schema.nodes.table) return undefined;
  const map = TableMap.get(table);
  const start = $cell.start(-1);
  const { right } = map.findCell(cellPos - start);
  const column = map.cellsInRect({ left: right - 1, right, top: 0, bottom: map.height });
  const cells = column.filter((pos) => {
    const cell = table.nodeAt(pos);
    return isCell(cell) && cellFacts(cell).colspan === 1;
  });
  return cells.length > 0 ? cells.map((pos) => start + pos) : undefined;
}

/** Where a row has fewer cells than others, prosemirror-tables finds the first row in the place of a cell. */
function isCell(node: Node | null): node is Node {
  return node?.type === schema.nodes.table_cell;
}
