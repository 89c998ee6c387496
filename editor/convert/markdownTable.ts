import type { Node } from 'prosemirror-model';
import { isPlainParagraph } from './htmlTable.ts';
import { writeInlineMarkdown } from './markdownInline.ts';
import { escapeCell } from './markdownText.ts';

const rules: Readonly<Record<string, string>> = { center: ':-:', right: '--:' };

/**
 * A table as GFM has them: one row of headers, a paragraph in each cell, alignment by the column.
 *
 * @returns null for a canonical table that isn't like that.
 */
export function writeMarkdownTable(table: Node): string | null {
  const [head, ...rows] = table.children;
  if (!head || head.childCount === 0) return null;
  const isRegular = rows.every((row) => row.childCount === head.childCount && hasCells(row, null));
  const aligns = head.children.map((_, column) => alignOf(table, column));
  if (!isRegular || !hasCells(head, true) || aligns.includes(undefined)) return null;
  const ruled = line(aligns.map((align) => rules[align ?? ''] ?? '---'));
  return [writeRow(head), ruled, ...rows.map(writeRow)].join('\n');
}

/** Whether all cells of a row are a plain paragraph each, and headers or not. */
function hasCells(row: Node, header: true | null): boolean {
  return row.children.every((cell) => {
    const { colspan, rowspan, width, background } = cell.attrs;
    const isPlain = colspan === 1 && rowspan === 1 && width === null && background === null;
    const [only, ...others] = cell.children;
    return isPlain && cell.attrs.header === header && only && others.length === 0 && isPlainParagraph(only);
  });
}

/** How a column is aligned; undefined if its cells differ or it can't be said. */
function alignOf(table: Node, column: number): string | null | undefined {
  const aligns = new Set(
    table.children.map((row) => row.maybeChild(column)?.firstChild?.attrs.align ?? null),
  );
  const [align] = aligns;
  return aligns.size === 1 && (align === null || align in rules) ? align : undefined;
}

function writeRow(row: Node): string {
  return line(
    row.children.map(({ firstChild }) => {
      const lines = firstChild ? writeInlineMarkdown(firstChild, { oneLine: true }) : [];
      return lines.map(escapeCell).join('');
    }),
  );
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
