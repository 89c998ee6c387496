import { expect, test } from 'vitest';
import type { EditorCommands } from '../boundCommands.ts';
import { deeds } from './deeds.ts';

/** What changes nothing that others have, or asks a page for it. */
const notOfTheDocument = '';

/** The deed that stands for each command; the compiler asks for one when there is a new command. */
const deedOf: Readonly<Record<keyof EditorCommands, string>> = {
  toggleCodeBlock: 'codeBlock',
  toggleChecked: 'checked',
  indent: 'indent',
  outdent: 'outdent',
  removeLink: 'unlink',
  insertDivider: 'divider',
  insertHardBreak: 'break',
  insertMathBlock: 'mathBlock',
  insertMathInline: 'mathInline',
  moveUp: 'moveUp',
  moveDown: 'moveDown',
  takeTypedSign: notOfTheDocument,
  addRowBefore: 'rowBefore',
  addRowAfter: 'rowAfter',
  addColumnBefore: 'columnBefore',
  addColumnAfter: 'columnAfter',
  deleteRow: 'deleteRow',
  deleteColumn: 'deleteColumn',
  deleteTable: 'deleteTable',
  mergeCells: 'mergeCells',
  splitCell: 'splitCell',
  toggleHeaderRow: 'toggleHeaderRow',
  toggleHeaderColumn: 'toggleHeaderColumn',
  setCellBackground: 'setCellBackground',
  // Asks how wide the column is drawn.
  widenColumn: notOfTheDocument,
  toggleMark: 'strong',
  setKind: 'heading',
  setLink: 'link',
  setColor: 'color',
  setAlign: 'align',
  setTone: 'tone',
  setLanguage: 'language',
  setPicture: 'picture',
  insertTable: 'table',
  insertFigure: 'figure',
  insertEmbed: 'embed',
  insertFile: 'file',
  insertMention: 'mention',
  // Files become figures and files.
  insertFiles: 'figure',
  moveBlock: 'dragBlock',
  toggleFold: notOfTheDocument,
  closeTypedSign: notOfTheDocument,
  undo: 'undo',
  redo: 'redo',
};

test('people in histories do everything that the editor has a command for', () => {
  const wanted = Object.values(deedOf).filter((deed) => deed !== notOfTheDocument);
  expect(Object.keys(deeds)).toEqual(expect.arrayContaining(wanted));
});

test('they also press keys, drag, select and paste', () => {
  const more = [
    'annotate',
    'enter',
    'backspace',
    'paste',
    'moveBlock',
    'swapBlocks',
    'deleteSelection',
    'joinBackward',
  ];
  expect(Object.keys(deeds)).toEqual(expect.arrayContaining(more));
});
