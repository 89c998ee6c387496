import { Plugin, PluginKey } from 'prosemirror-state';
import { Decoration, DecorationSet, type EditorView } from 'prosemirror-view';
import { schema } from '../schema/schema.ts';
import { columnWidthRange } from '../schema/table.ts';
import { setColumnWidth } from './cell.ts';

/** Columns are made wider and narrower at the right edge of their cells. While somebody drags, only they see it; then it is written. */
interface Edge {
  /** Where the cell begins at whose right edge the pointer is. */
  readonly cell: number;
  /** What the column is dragged to; undefined while the pointer only is there. */
  readonly width?: number;
}

const edgeKey = new PluginKey<Edge | null>('scriptorium-column');
/** How near to an edge a pointer must be, in CSS pixels. */
const reachPx = 5;

export function columnResize(): Plugin {
  return new Plugin<Edge | null>({
    key: edgeKey,
    state: {
      init: () => null,
      apply(tr, before) {
        const set: Edge | null | undefined = tr.getMeta(edgeKey);
        if (set !== undefined) return set;
        if (!before || !tr.docChanged) return before;
        const { pos, deleted } = tr.mapping.mapResult(before.cell, 1);
        return deleted ? null : { ...before, cell: pos };
      },
    },
    props: {
      decorations: (state) => drawEdge(state.doc, edgeKey.getState(state)),
      attributes: (state): Record<string, string> =>
        edgeKey.getState(state) ? { class: 'scriptorium-resizing' } : {},
      handleDOMEvents: {
        pointermove: (view, event) => void setEdge(view, edgeAt(view, event)),
        pointerleave: (view) => void setEdge(view, null),
        pointerdown: (view, event) => startDragging(view, event),
        // Prosemirror-tables would begin to select cells.
        mousedown: (view, event) => {
          const isAtEdge = edgeKey.getState(view.state) != null;
          if (isAtEdge) event.preventDefault();
          return isAtEdge;
        },
      },
    },
  });
}

function drawEdge(doc: Parameters<typeof DecorationSet.create>[0], edge: Edge | null | undefined) {
  const cell = edge && doc.nodeAt(edge.cell);
  if (!edge || cell?.type !== schema.nodes.table_cell) return undefined;
  const line = Decoration.widget(edge.cell + 1, makeLine, {
    key: 'column-edge',
    side: -1,
    ignoreSelection: true,
  });
  if (edge.width === undefined) return DecorationSet.create(doc, [line]);
  const style = `width: ${edge.width}px; min-width: ${edge.width}px; max-width: ${edge.width}px`;
  const wide = Decoration.node(edge.cell, edge.cell + cell.nodeSize, {
    style,
    'data-width': String(edge.width),
  });
  return DecorationSet.create(doc, [line, wide]);
}

function makeLine({ dom }: EditorView): HTMLElement {
  const line = dom.ownerDocument.createElement('div');
  line.className = 'scriptorium-column-edge';
  line.contentEditable = 'false';
  line.ariaHidden = 'true';
  return line;
}

function edgeAt(view: EditorView, { target, clientX, pointerType }: PointerEvent): Edge | null {
  const element = target instanceof Element ? target.closest('td, th') : null;
  if (!view.editable || pointerType !== 'mouse' || !element || !view.dom.contains(element)) return null;
  if (Math.abs(element.getBoundingClientRect().right - clientX) > reachPx) return null;
  const cell = view.posAtDOM(element, 0) - 1;
  return cell >= 0 && view.state.doc.nodeAt(cell)?.type === schema.nodes.table_cell ? { cell } : null;
}

function setEdge(view: EditorView, edge: Edge | null): void {
  const now = edgeKey.getState(view.state) ?? null;
  if (now?.width !== undefined || now?.cell === edge?.cell) return;
  view.dispatch(view.state.tr.setMeta(edgeKey, edge));
}

function startDragging(view: EditorView, down: PointerEvent): boolean {
  const edge = edgeKey.getState(view.state);
  const element = edge && view.nodeDOM(edge.cell);
  if (!edge || !(element instanceof HTMLElement)) return false;
  const widthBefore = element.getBoundingClientRect().width;
  const page = view.dom.ownerDocument;
  const listening = new AbortController();
  const { signal } = listening;
  const widthAt = ({ clientX }: PointerEvent) =>
    Math.round(Math.max(columnWidthRange.min, widthBefore + clientX - down.clientX));
  const drag = (width: number | undefined) => {
    const at = edgeKey.getState(view.state);
    const next = at && (width === undefined ? null : { cell: at.cell, width });
    if (at) view.dispatch(view.state.tr.setMeta(edgeKey, next));
  };
  page.addEventListener('pointermove', (event) => drag(widthAt(event)), { signal });
  page.addEventListener(
    'pointercancel',
    () => {
      listening.abort();
      drag(undefined);
    },
    { signal },
  );
  page.addEventListener(
    'pointerup',
    (event) => {
      listening.abort();
      const at = edgeKey.getState(view.state);
      drag(undefined);
      if (at) setColumnWidth(at.cell, widthAt(event))(view.state, view.dispatch);
    },
    { signal },
  );
  // From now on the edge stays the same, wherever the pointer goes.
  drag(Math.round(widthBefore));
  down.preventDefault();
  return true;
}
