import type { Command, Plugin } from 'prosemirror-state';
import type { ColorName } from '../schema/palette.ts';
import { setCellBackground, widenColumn } from './cell.ts';
import { columnResize } from './columnResize.ts';
import * as lines from './lines.ts';
import { cellSelecting } from './selecting.ts';

/** All that can be done with tables. It is loaded when a document first has one: see `lateTables.ts` in the folder above. */
export interface TableFeature {
  /** To be asked about keys and presses before all others. */
  readonly plugins: readonly Plugin[];
  readonly commands: TableCommands;
}

export interface TableCommands {
  readonly addRowBefore: Command;
  readonly addRowAfter: Command;
  readonly addColumnBefore: Command;
  readonly addColumnAfter: Command;
  readonly deleteRow: Command;
  readonly deleteColumn: Command;
  readonly deleteTable: Command;
  readonly mergeCells: Command;
  readonly splitCell: Command;
  readonly toggleHeaderRow: Command;
  readonly toggleHeaderColumn: Command;
  /** Null takes the colour away. */
  readonly setCellBackground: (color: ColorName | null) => Command;
  /** Makes the column with the caret wider, or narrower, by so many CSS pixels than it is drawn now. */
  readonly widenColumn: (stepPx: number) => Command;
}

export function createTableFeature(): TableFeature {
  return {
    plugins: [columnResize(), ...cellSelecting()],
    commands: { ...lines, setCellBackground, widenColumn },
  };
}
