import { Fragment, type Node, Slice } from 'prosemirror-model';
import { type Command, NodeSelection, Selection } from 'prosemirror-state';
import { CellSelection } from 'prosemirror-tables';
import { selectionBetween } from '../collab/relativeSelection.ts';
import { backspace } from '../commands/backspace.ts';
import { setColor } from '../commands/color.ts';
import { enter } from '../commands/enter.ts';
import { setAlign, setLanguage, setPicture, setTone } from '../commands/facts.ts';
import { indent, outdent } from '../commands/indent.ts';
import {
  insertDivider,
  insertEmbed,
  insertFigure,
  insertFile,
  insertHardBreak,
  insertMathBlock,
  insertMathInline,
  insertMention,
} from '../commands/insert.ts';
import { insertTable } from '../commands/insertTable.ts';
import { setKind, toggleCodeBlock } from '../commands/kind.ts';
import { removeLink, setLink } from '../commands/link.ts';
import { toggleMark } from '../commands/mark.ts';
import { moveDown, moveTo, moveUp, unitAt } from '../commands/move.ts';
import { toggleChecked } from '../commands/task.ts';
import { schema } from '../schema/schema.ts';
import { createTableFeature } from '../tables/feature.ts';
import { annotate } from './annotating.ts';
import type { Author } from './author.ts';
import type { Chance } from './chance.ts';

/** Something that a person does, where their selection is. The answer is whether it did anything. */
export type Deed = (author: Author, chance: Chance) => boolean;

function command(does: Command): Deed {
  return (author) => author.run(does);
}

/** Steps over top-level blocks, as dragging and keys for moving make them. */
function moveBlock(author: Author, chance: Chance): boolean {
  const { doc, tr } = author.state;
  if (doc.childCount < 2) return false;
  const from = chance.below(doc.childCount);
  const node = doc.child(from);
  const start = offsetOf(doc, from);
  tr.delete(start, start + node.nodeSize);
  tr.insert(offsetOf(tr.doc, chance.below(tr.doc.childCount + 1)), node);
  author.dispatch(tr);
  return true;
}

/** As the grip moves it: with all that is in it. */
function dragBlock(author: Author, chance: Chance): boolean {
  const { doc } = author.state;
  if (doc.childCount < 2) return false;
  const unit = unitAt(doc, offsetOf(doc, chance.below(doc.childCount)));
  return author.run(moveTo(unit, offsetOf(doc, chance.below(doc.childCount + 1))));
}

/** Two neighbours change places in one step. */
function swapBlocks(author: Author, chance: Chance): boolean {
  const { doc, tr } = author.state;
  if (doc.childCount < 2) return false;
  const index = chance.below(doc.childCount - 1);
  const [first, second] = [doc.child(index), doc.child(index + 1)];
  const start = offsetOf(doc, index);
  const swapped = new Slice(Fragment.from([second, first]), 0, 0);
  author.dispatch(tr.replace(start, start + first.nodeSize + second.nodeSize, swapped));
  return true;
}

function offsetOf(doc: Node, index: number): number {
  return doc.children.slice(0, index).reduce((size, node) => size + node.nodeSize, 0);
}

function paste(author: Author, chance: Chance): boolean {
  const { state } = author;
  const text = (content: string) => schema.nodes.block.create(null, schema.text(content));
  const table = schema.nodes.table.create(null, [rowOf('r', 's'), rowOf('t', 'u')]);
  const open = chance.below(2);
  const slice = chance.happens(0.3)
    ? new Slice(Fragment.from(table), 0, 0)
    : new Slice(Fragment.from([text('v'), text('w')]), open, open);
  author.dispatch(state.tr.replaceSelection(slice));
  return true;
}

function rowOf(...cells: readonly string[]): Node {
  return schema.nodes.table_row.create(
    null,
    cells.map((content) =>
      schema.nodes.table_cell.create(null, schema.nodes.block.create(null, schema.text(content))),
    ),
  );
}

function insertInline(author: Author, chance: Chance): boolean {
  const { state } = author;
  const { $from } = state.selection;
  if ($from.parent.type !== schema.nodes.block) return false;
  const math = schema.nodes.math_inline.create(null, schema.text('x'));
  const node = chance.oneOf([
    math,
    schema.nodes.hard_break.create(),
    schema.nodes.image.create({ src: 'i' }),
  ]);
  author.dispatch(state.tr.replaceSelectionWith(node, false));
  return true;
}

/** An attribute of some element, a mark on an inline ProseMirror node among them. */
function changeNode(author: Author, chance: Chance): boolean {
  const { doc, tr } = author.state;
  const found: { readonly node: Node; readonly pos: number }[] = [];
  doc.descendants((node, pos) => {
    if (!node.isText) found.push({ node, pos });
  });
  if (found.length === 0) return false;
  const { node, pos } = chance.oneOf(found);
  const names = Object.keys(node.attrs).filter((name) => ['indent', 'quoted', 'align', 'alt'].includes(name));
  if (node.isInline) tr.addNodeMark(pos, chance.oneOf([schema.marks.strong, schema.marks.em]).create());
  else if (names.length > 0) {
    const name = chance.oneOf(names);
    tr.setNodeAttribute(pos, name, ['indent', 'quoted'].includes(name) ? 1 + chance.below(3) : 'right');
  }
  if (!tr.docChanged) return false;
  author.dispatch(tr);
  return true;
}

/** Two edits far apart in one transaction. */
function replaceEverywhere(author: Author): boolean {
  const { doc, tr } = author.state;
  doc.descendants((node, pos) => {
    const at = node.isText ? (node.text ?? '').indexOf('e') : -1;
    if (at >= 0) tr.insertText('E', tr.mapping.map(pos + at), tr.mapping.map(pos + at + 1));
  });
  if (!tr.docChanged) return false;
  author.dispatch(tr);
  return true;
}

function joinBackward(author: Author): boolean {
  const { state } = author;
  const { $from } = state.selection;
  if ($from.depth === 0) return false;
  const before = $from.before();
  const { nodeBefore, nodeAfter } = state.doc.resolve(before);
  if (!nodeBefore || !nodeAfter || nodeBefore.type !== nodeAfter.type || nodeBefore.isAtom) return false;
  author.dispatch(state.tr.join(before));
  return true;
}

function deleteSelection(author: Author): boolean {
  const { tr, selection } = author.state;
  if (selection.empty) return false;
  author.dispatch(tr.deleteSelection());
  return true;
}

const tables = createTableFeature().commands;

/** Several cells of a table, for what is done with more than one. */
function selectCells(author: Author, chance: Chance): boolean {
  const cells: number[] = [];
  author.state.doc.descendants((node, pos) => {
    if (node.type === schema.nodes.table_cell) cells.push(pos);
  });
  if (cells.length < 2) return false;
  const anchor = chance.oneOf(cells);
  const head = chance.oneOf(cells);
  const { doc, tr } = author.state;
  if (doc.resolve(anchor).before(1) !== doc.resolve(head).before(1)) return false;
  author.dispatch(tr.setSelection(CellSelection.create(doc, anchor, head)));
  return true;
}

const onCells =
  (does: Command): Deed =>
  (author, chance) =>
    selectCells(author, chance) && author.run(does);

export const deeds: Readonly<Record<string, Deed>> = {
  enter: command(enter),
  backspace: command(backspace),
  strong: command(toggleMark('strong')),
  em: command(toggleMark('em')),
  code: command(toggleMark('code')),
  link: command(setLink('x.org')),
  unlink: command(removeLink),
  heading: command(setKind({ kind: 'heading', level: 2 })),
  bullet: command(setKind({ kind: 'bullet' })),
  task: command(setKind({ kind: 'task' })),
  checked: command(toggleChecked),
  codeBlock: command(toggleCodeBlock),
  indent: command(indent),
  outdent: command(outdent),
  divider: command(insertDivider),
  break: command(insertHardBreak),
  mathInline: command(insertMathInline),
  mathBlock: command(insertMathBlock),
  figure: command(insertFigure({ src: 'https://example.org/i.png' })),
  picture: command(setPicture({ alt: 'an oak gall', width: 320 })),
  embed: command(insertEmbed('https://vimeo.com/76979871')),
  file: command(insertFile({ src: 'https://example.org/f.pdf', name: 'f.pdf', size: 1 })),
  mention: command(insertMention({ id: '1', label: 'Ada' })),
  table: command(insertTable({ rows: 2, columns: 2 })),
  underline: command(toggleMark('underline')),
  callout: command(setKind({ kind: 'callout' })),
  toggle: command(setKind({ kind: 'toggle' })),
  color: command(setColor('text_color', 'red')),
  align: command(setAlign('center')),
  tone: command(setTone('warning')),
  language: command(setLanguage('sql')),
  moveUp: command(moveUp),
  moveDown: command(moveDown),
  rowBefore: command(tables.addRowBefore),
  rowAfter: command(tables.addRowAfter),
  columnBefore: command(tables.addColumnBefore),
  columnAfter: command(tables.addColumnAfter),
  deleteRow: command(tables.deleteRow),
  deleteColumn: command(tables.deleteColumn),
  deleteTable: command(tables.deleteTable),
  mergeCells: onCells(tables.mergeCells),
  splitCell: command(tables.splitCell),
  toggleHeaderRow: command(tables.toggleHeaderRow),
  toggleHeaderColumn: command(tables.toggleHeaderColumn),
  setCellBackground: onCells(tables.setCellBackground('red')),
  insertInline,
  changeNode,
  annotate,
  replaceEverywhere,
  joinBackward,
  deleteSelection,
  moveBlock,
  dragBlock,
  swapBlocks,
  paste,
  undo: (author) => author.undo(),
  redo: (author) => author.redo(),
};

/** Puts the selection anywhere: mostly a caret, else a range, now and then a ProseMirror node. */
export function selectSomewhere(author: Author, chance: Chance): void {
  const { doc, tr } = author.state;
  if (doc.content.size === 0) return;
  const at = () => doc.resolve(wholeCharacter(doc, chance.below(doc.content.size + 1)));
  const anchor = at();
  if (chance.happens(0.08)) {
    const { nodeAfter } = anchor;
    if (nodeAfter && NodeSelection.isSelectable(nodeAfter)) {
      author.dispatch(tr.setSelection(new NodeSelection(anchor)));
      return;
    }
  }
  const head = chance.happens(0.65) ? anchor : at();
  author.dispatch(tr.setSelection(head === anchor ? Selection.near(anchor) : selectionBetween(anchor, head)));
}

/** People can't put a caret into the middle of an astral character. */
function wholeCharacter(doc: Node, pos: number): number {
  const after = doc.textBetween(pos, Math.min(pos + 1, doc.content.size));
  return /^[\udc00-\udfff]/.test(after) ? pos - 1 : pos;
}
