import type { Node } from 'prosemirror-model';
import type { Command } from 'prosemirror-state';
import { schema } from '../schema/schema.ts';
import { insertFlow } from './insert.ts';

/** How many rows and columns a table can begin with. */
export const tableSizeMax = 20;

/** A table whose first row is its head, and the caret in its first cell. */
export function insertTable({ rows, columns }: { readonly rows: number; readonly columns: number }): Command {
  const [height, width] = [rows, columns].map((count) =>
    Math.max(1, Math.min(tableSizeMax, Math.trunc(count))),
  );
  const rowOf = (_: unknown, row: number) =>
    schema.nodes.table_row.create(
      null,
      Array.from({ length: width ?? 1 }, () => emptyCell(row === 0)),
    );
  return insertFlow(
    (place) => schema.nodes.table.create(place, Array.from({ length: height ?? 1 }, rowOf)),
    'into',
  );
}

function emptyCell(header: boolean): Node {
  return schema.nodes.table_cell.create({ header: header || null }, schema.nodes.block.create());
}
