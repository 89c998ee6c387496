import type { Attrs, Node, NodeSpec } from 'prosemirror-model';
import { suggestionAttributes, suggestionAttributesOf, suggestionsOf } from './annotation.ts';
import { boundedCount, countAttribute, flagAttribute, readCount, wordAttribute } from './attribute.ts';
import { flowAttributesOf } from './blockParse.ts';
import { readColor } from './palette.ts';
import { drawPlaced, flowAttributes } from './place.ts';

/** How many columns or rows one cell may take. */
export const spanRange = { min: 1, max: 100 } as const;
/** Of a column, in CSS pixels. */
export const columnWidthRange = { min: 32, max: 2000 } as const;

/**
 * Tables, with the roles that prosemirror-tables looks for. There is one type of cell, and whether it is a header is an attribute: a
 * type of its own would have to be deleted and written anew, with what others type in it (E7).
 */
export const tableSpec: NodeSpec = {
  group: 'flow',
  content: 'table_row*',
  tableRole: 'table',
  isolating: true,
  attrs: { ...flowAttributes },
  parseDOM: [{ tag: 'table', getAttrs: (element) => flowAttributesOf(element) }],
  toDOM: (node) => drawPlaced(node, { tag: 'div', 'data-table': '' }, ['table', ['tbody', 0]]),
};

export const tableRowSpec: NodeSpec = {
  content: 'table_cell*',
  tableRole: 'row',
  attrs: { ...suggestionAttributes },
  parseDOM: [{ tag: 'tr', getAttrs: ownSuggestions }],
  toDOM: (node) => ['tr', suggestionsOf(node), 0],
};

/** Rows may have fewer cells than others: they are padded when drawn, and mended by the next own change of the table (E10). */
export const tableCellSpec: NodeSpec = {
  content: 'cellflow*',
  tableRole: 'cell',
  isolating: true,
  attrs: {
    colspan: boundedCount(spanRange),
    rowspan: boundedCount(spanRange),
    header: flagAttribute,
    /** The width of the column that begins here; the first one down the column counts. */
    width: countAttribute,
    background: wordAttribute,
    ...suggestionAttributes,
  },
  parseDOM: [{ tag: 'td, th', getAttrs: cellAttributesOf }],
  toDOM: (node) => {
    const { header, width, background, colspan, rowspan } = cellFacts(node);
    return [
      header ? 'th' : 'td',
      {
        colspan: colspan === 1 ? null : String(colspan),
        rowspan: rowspan === 1 ? null : String(rowspan),
        'data-width': width === null ? null : String(width),
        'data-background': background,
        style: width === null ? null : `width: ${width}px; min-width: ${width}px`,
        ...suggestionsOf(node),
      },
      0,
    ];
  },
};

/** Shape: a `table_cell`. */
export function cellFacts({ attrs }: Node) {
  return {
    colspan: readCount(attrs.colspan, spanRange) ?? 1,
    rowspan: readCount(attrs.rowspan, spanRange) ?? 1,
    header: attrs.header === true,
    /** In CSS pixels; null where nobody has set it. */
    width: attrs.colspan === 1 ? readCount(attrs.width, columnWidthRange) : null,
    background: readColor(attrs.background),
  };
}

function cellAttributesOf(element: HTMLElement): Attrs {
  const count = (name: string) => Number(element.getAttribute(name) ?? '1');
  return {
    colspan: readCount(count('colspan'), spanRange) ?? 1,
    rowspan: readCount(count('rowspan'), spanRange) ?? 1,
    header: element.tagName === 'TH' || null,
    width: readCount(count('data-width'), columnWidthRange),
    background: readColor(element.getAttribute('data-background')),
    ...ownSuggestions(element),
  };
}

/** Of the element by itself: what is around a row or a cell is another's. */
function ownSuggestions(element: HTMLElement): Attrs {
  return suggestionAttributesOf((name) => element.getAttribute(name));
}
