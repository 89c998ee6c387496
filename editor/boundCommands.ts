import type { Command } from 'prosemirror-state';
import type { EditorView } from 'prosemirror-view';
import type { UndoHistory } from './collab/undo.ts';
import { type ColorMarkName, setColor } from './commands/color.ts';
import {
  type Alignment,
  type PictureChange,
  setAlign,
  setLanguage,
  setPicture,
  setTone,
} from './commands/facts.ts';
import { indent, outdent } from './commands/indent.ts';
import {
  type FileToInsert,
  insertDivider,
  insertEmbed,
  insertFigure,
  insertFile,
  insertHardBreak,
  insertMathBlock,
  insertMathInline,
  insertMention,
} from './commands/insert.ts';
import { insertTable } from './commands/insertTable.ts';
import { type KindChoice, setKind, toggleCodeBlock } from './commands/kind.ts';
import { removeLink, setLink } from './commands/link.ts';
import { type PlainMarkName, toggleMark } from './commands/mark.ts';
import { moveDown, moveTo, moveUp, unitAt } from './commands/move.ts';
import { toggleChecked } from './commands/task.ts';
import type { ContentOptions } from './contentPlugins.ts';
import type { LateTables } from './lateTables.ts';
import { loadLate } from './loadLate.ts';
import { toggleFold } from './plugins/outline.ts';
import { insertFiles } from './plugins/pastedFiles.ts';
import { closeTypedSign, takeTypedSign } from './plugins/typedSign.ts';
import { readSelection } from './plugins/unreadSelection.ts';
import type { CalloutTone } from './schema/block.ts';
import type { ColorName } from './schema/palette.ts';
import type { TableCommands } from './tables/feature.ts';

const plain = {
  toggleCodeBlock,
  toggleChecked,
  indent,
  outdent,
  removeLink,
  insertDivider,
  insertHardBreak,
  insertMathBlock,
  insertMathInline,
  moveUp,
  moveDown,
  /** Takes away the `/` or `@` and what was typed after it, for what was asked for to take its place. */
  takeTypedSign,
} as const satisfies Readonly<Record<string, Command>>;

/** What a toolbar or a menu can do. Each answers whether it did anything; while the editor isn't editable none does. */
export interface EditorCommands extends Bound<typeof plain>, Bound<TableCommands> {
  readonly toggleMark: (name: PlainMarkName) => boolean;
  /** Makes the selected blocks that; if they are it already, paragraphs. */
  readonly setKind: (choice: KindChoice) => boolean;
  /** `typed` may be `example.org` or `a@example.org`; false for what can't be a safe link. */
  readonly setLink: (typed: string) => boolean;
  /** Null takes the colour away. */
  readonly setColor: (name: ColorMarkName, color: ColorName | null) => boolean;
  readonly setAlign: (align: Alignment) => boolean;
  readonly setTone: (tone: CalloutTone | null) => boolean;
  readonly setLanguage: (language: string) => boolean;
  readonly setPicture: (change: PictureChange) => boolean;
  /** The first row becomes the head. */
  readonly insertTable: (size: { readonly rows: number; readonly columns: number }) => boolean;
  readonly insertFigure: (picture: { readonly src: string; readonly alt?: string }) => boolean;
  /** False for a site that can't be shown. */
  readonly insertEmbed: (typed: string) => boolean;
  readonly insertFile: (file: FileToInsert) => boolean;
  readonly insertMention: (person: { readonly id: string; readonly label: string }) => boolean;
  /** As if they had been pasted: uploaded, or images put into the document. */
  readonly insertFiles: (files: readonly File[]) => boolean;
  /** Moves the block that begins at `pos`, with all that is in it, before what begins at `target`. */
  readonly moveBlock: (pos: number, target: number) => boolean;
  /** Opens or closes the toggle with the caret, for this viewer alone; works for readers, too. */
  readonly toggleFold: () => boolean;
  /** Leaves what was typed after a `/` or `@` as text. */
  readonly closeTypedSign: () => boolean;
  readonly undo: () => boolean;
  readonly redo: () => boolean;
}

/** What commands act on beside the document. */
export interface CommandContext extends ContentOptions {
  readonly history: UndoHistory;
  readonly tables: LateTables;
}

export function bindCommands(view: EditorView, context: CommandContext): EditorCommands {
  const act = (action: () => boolean): boolean => {
    if (!view.editable) return false;
    readSelection(view);
    return action();
  };
  const run = (command: Command): boolean => act(() => command(view.state, view.dispatch, view));
  const { history, tables, upload, onRefused = () => {} } = context;
  return {
    ...bindPlain(run),
    ...bindTables(run, tables),
    toggleMark: (name) => run(toggleMark(name)),
    setKind: (choice) => run(setKind(choice)),
    setLink: (typed) => run(setLink(typed)),
    setColor: (...[name, color]) => run(setColor(name, color)),
    setAlign: (align) => run(setAlign(align)),
    setTone: (tone) => run(setTone(tone)),
    setLanguage: (language) => run(setLanguage(language)),
    setPicture: (change) => run(setPicture(change)),
    insertTable: (size) => run(insertTable(size)),
    insertFigure: (picture) => run(insertFigure(picture)),
    insertEmbed: (typed) => run(insertEmbed(typed)),
    insertFile: (file) => run(insertFile(file)),
    insertMention: (person) => run(insertMention(person)),
    insertFiles: (files) => act(() => insertFiles(view, files, { upload, onRefused, load: loadLate })),
    moveBlock: (...[pos, target]) =>
      run((state, dispatch) => moveTo(unitAt(state.doc, pos), target)(state, dispatch)),
    toggleFold: () => toggleFold(view.state, view.dispatch),
    closeTypedSign: () => closeTypedSign(view.state, view.dispatch),
    undo: () => act(() => history.undo(view.state)),
    redo: () => act(() => history.redo(view.state)),
  };
}

/** Commands as functions that run them, with the arguments that they are made from. */
type Bound<Commands> = {
  readonly [Name in keyof Commands]: Commands[Name] extends Command
    ? () => boolean
    : Commands[Name] extends (...args: infer Args) => Command
      ? (...args: Args) => boolean
      : never;
};

type Run = (command: Command) => boolean;

function bindPlain(run: Run): Bound<typeof plain> {
  const bound = Object.entries(plain).map(([name, command]) => [name, () => run(command)] as const);
  return Object.fromEntries(bound) as Bound<typeof plain>;
}

/** Each does nothing while what can be done with tables isn't loaded, which it is a moment after there is one. */
function bindTables(run: Run, tables: LateTables): Bound<TableCommands> {
  const late = (pick: (commands: TableCommands) => Command) => (): boolean =>
    tables.feature !== undefined && run(pick(tables.feature.commands));
  return {
    addRowBefore: late(({ addRowBefore }) => addRowBefore),
    addRowAfter: late(({ addRowAfter }) => addRowAfter),
    addColumnBefore: late(({ addColumnBefore }) => addColumnBefore),
    addColumnAfter: late(({ addColumnAfter }) => addColumnAfter),
    deleteRow: late(({ deleteRow }) => deleteRow),
    deleteColumn: late(({ deleteColumn }) => deleteColumn),
    deleteTable: late(({ deleteTable }) => deleteTable),
    mergeCells: late(({ mergeCells }) => mergeCells),
    splitCell: late(({ splitCell }) => splitCell),
    toggleHeaderRow: late(({ toggleHeaderRow }) => toggleHeaderRow),
    toggleHeaderColumn: late(({ toggleHeaderColumn }) => toggleHeaderColumn),
    setCellBackground: (color) => late(({ setCellBackground }) => setCellBackground(color))(),
    widenColumn: (stepPx) => late(({ widenColumn }) => widenColumn(stepPx))(),
  };
}
