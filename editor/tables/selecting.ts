import { type EditorState, Plugin, PluginKey } from 'prosemirror-state';
import { CellSelection, TableMap, tableEditing } from 'prosemirror-tables';
import { Decoration, DecorationSet, type EditorView } from 'prosemirror-view';
import { schema } from '../schema/schema.ts';
import { clearCells, goToCell, intoCell } from './lines.ts';

/**
 * Cells by mouse and keyboard: selecting several, going from one to the next, pasting into them. This is prosemirror-tables' own plugin
 * without its repairs, which answer every change, also other people's (E10): rows that are too short are only drawn as if they
 * weren't, and mended by the next own command.
 */
export function cellSelecting(): readonly Plugin[] {
  const stock = tableEditing().spec;
  return [
    new Plugin({ key: padKey, props: { decorations: pads, handleKeyDown, handleClick: enterEmptyCell } }),
    new Plugin({
      ...stock,
      // With equal states it only makes selections of cells what they have to be, and never changes the document.
      appendTransaction: (trs, _old, state) => stock.appendTransaction?.(trs, state, state),
    }),
  ];
}

const padKey = new PluginKey('scriptorium-tables');

function handleKeyDown(view: EditorView, event: KeyboardEvent): boolean {
  if (!view.editable || event.ctrlKey || event.metaKey || event.altKey) return false;
  if (event.key === 'Tab') return goToCell(event.shiftKey ? -1 : 1)(view.state, view.dispatch);
  const clears = event.key === 'Backspace' || event.key === 'Delete';
  return clears && view.state.selection instanceof CellSelection && clearCells(view.state, view.dispatch);
}

/** A cell that holds nothing, from another program, gets a block to write in when somebody goes there. */
function enterEmptyCell(view: EditorView, _pos: number, event: MouseEvent): boolean {
  const target = event.target;
  const element = target instanceof Element ? target.closest('td, th') : null;
  if (!element || !view.editable || !view.dom.contains(element)) return false;
  const pos = view.posAtDOM(element, 0) - 1;
  const cell = pos >= 0 ? view.state.doc.nodeAt(pos) : null;
  if (cell?.type !== schema.nodes.table_cell || cell.childCount > 0) return false;
  view.dispatch(intoCell(view.state.tr, pos));
  return true;
}

/** What is drawn where a row has fewer cells than the others. */
function pads({ doc }: EditorState): DecorationSet | undefined {
  const decorations: Decoration[] = [];
  doc.forEach((table, offset) => {
    if (table.type !== schema.nodes.table || table.childCount === 0) return;
    for (const { row, count } of missingCells(TableMap.get(table).problems)) {
      const end =
        offset + 1 + table.children.slice(0, row + 1).reduce((size, node) => size + node.nodeSize, 0);
      decorations.push(
        Decoration.widget(end - 1, padding(count), { side: 1, key: `pad ${count}`, ignoreSelection: true }),
      );
    }
  });
  return decorations.length > 0 ? DecorationSet.create(doc, decorations) : undefined;
}

function missingCells(
  problems: TableMap['problems'],
): readonly { readonly row: number; readonly count: number }[] {
  return (problems ?? []).flatMap((problem) =>
    problem.type === 'missing' ? [{ row: problem.row, count: problem.n }] : [],
  );
}

function padding(count: number): (view: EditorView) => HTMLElement {
  return ({ dom }) => {
    const pad = dom.ownerDocument.createElement('td');
    pad.className = 'scriptorium-pad';
    pad.colSpan = count;
    pad.contentEditable = 'false';
    return pad;
  };
}
