import type { Node } from 'prosemirror-model';
import { blockFacts } from '../schema/block.ts';
import { schema } from '../schema/schema.ts';
import { writeInline } from './htmlInline.ts';
import { element, type HtmlElement, type HtmlNode } from './htmlTree.ts';

/** How a cell's blocks are written, which may be any that a cell can hold. */
export type WriteBlocks = (blocks: readonly Node[]) => readonly HtmlElement[];

/** Shape: a canonical table, as rows without a `thead`; which cells are headers is said by each. */
export function tableRows(table: Node, writeBlocks: WriteBlocks): readonly HtmlElement[] {
  const rows = table.children.map((row) =>
    element(
      'tr',
      {},
      row.children.map((cell) => writeCell(cell, writeBlocks)),
    ),
  );
  return rows.length === 0 ? [] : [element('tbody', {}, rows)];
}

function writeCell(cell: Node, writeBlocks: WriteBlocks): HtmlElement {
  const { colspan, rowspan, header, width, background } = cell.attrs;
  const attributes = {
    colspan: colspan === 1 ? null : String(colspan),
    rowspan: rowspan === 1 ? null : String(rowspan),
    'data-width': width === null ? null : String(width),
    'data-background': background,
    'data-empty': cell.childCount === 0 ? '' : null,
  };
  return element(header ? 'th' : 'td', attributes, cellContent(cell, writeBlocks));
}

/** A single plain paragraph goes without its element, as people write tables. */
function cellContent(cell: Node, writeBlocks: WriteBlocks): readonly HtmlNode[] {
  const [only, ...others] = cell.children;
  return only && others.length === 0 && isPlainParagraph(only) && only.attrs.align === null
    ? writeInline(only)
    : writeBlocks(cell.children);
}

/** Whether a block is a paragraph that says nothing of itself but how it is aligned. Shape: canonical. */
export function isPlainParagraph(block: Node): boolean {
  const isParagraph = block.type === schema.nodes.block && blockFacts(block).kind === 'paragraph';
  return isParagraph && block.attrs.indent === null && block.attrs.quoted === null;
}
