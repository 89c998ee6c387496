import type { Node } from 'prosemirror-model';
import { blockFacts, isListKind } from '../schema/block.ts';
import { schema } from '../schema/schema.ts';
import { canonicalDoc, canonicalText } from './canonical.ts';
import { hangingLines, quotedLines } from './lines.ts';
import { isQuotation, outlineOf, type Part, type Piece } from './outline.ts';

/**
 * A document as plain text, to be read by people: signs before list items, `>` before quotations, tabs between cells, the address after
 * a file's name. Nothing is escaped, and what text can't show is left out.
 */
export function writeText(doc: Node): string {
  const text = writeParts(outlineOf(canonicalDoc(doc).children));
  return text === '' ? '' : `${text}\n`;
}

/** Paragraphs stand between empty lines; within one, each line is one. Everything is text, whatever it looks like. */
export function readText(text: string): Node {
  const paragraphs = canonicalText(text.replace(/^\ufeff/, ''))
    .split(/\n(?:[ \t]*\n)+/)
    .map((paragraph) => paragraph.replace(/^(?:[ \t]*\n)+|(?:\n[ \t]*)+$/g, ''))
    .filter((paragraph) => paragraph.trim() !== '');
  return schema.node(
    'doc',
    null,
    paragraphs.map((paragraph) => schema.nodes.block.create(null, linesOf(paragraph))),
  );
}

function linesOf(paragraph: string): readonly Node[] {
  return paragraph
    .split('\n')
    .flatMap((line, index) => [
      ...(index > 0 ? [schema.nodes.hard_break.create()] : []),
      ...(line === '' ? [] : [schema.text(line)]),
    ]);
}

function writeParts(parts: readonly Part[]): string {
  return parts.reduce((text, part, index) => {
    const before = parts[index - 1];
    if (before === undefined) return writePart(part);
    return text + (isItem(before) && isItem(part) ? '\n' : '\n\n') + writePart(part);
  }, '');
}

function writePart(part: Part): string {
  if (isQuotation(part)) return quotedLines(writeParts(part.quoted));
  const own = writeBlock(part);
  const held = writeParts(part.held);
  const gap = part.held.every(isItem) ? '\n' : '\n\n';
  const text = [own, held].filter((each) => each !== '').join(gap);
  return isItem(part) || held !== '' ? hangingLines(text, 2) : text;
}

function isItem(part: Part): boolean {
  return (
    !isQuotation(part) && part.block.type === schema.nodes.block && isListKind(blockFacts(part.block).kind)
  );
}

function writeBlock({ block, number }: Piece): string {
  switch (block.type) {
    case schema.nodes.block:
      return signOf(block, number) + inlineText(block);
    case schema.nodes.divider:
      return '* * *';
    case schema.nodes.figure:
      return [block.attrs.alt ?? '', inlineText(block)].filter((text) => text !== '').join('\n');
    case schema.nodes.embed:
      return block.attrs.src ?? '';
    case schema.nodes.file:
      return [block.attrs.name, block.attrs.src].filter((text) => text !== null).join(' ');
    case schema.nodes.table:
      return block.children.map(writeRow).join('\n');
    default:
      return block.textContent;
  }
}

function signOf(block: Node, number: number | null): string {
  const { kind, checked } = blockFacts(block);
  if (kind === 'task') return checked ? '[x] ' : '[ ] ';
  if (kind === 'bullet') return '- ';
  return number === null ? '' : `${number}. `;
}

function inlineText(block: Node): string {
  return block.textBetween(0, block.content.size);
}

/** A row is one line, so that it can be pasted into a spreadsheet. */
function writeRow(row: Node): string {
  return row.children
    .map((cell) => writeParts(outlineOf(cell.children)).replace(/\s*\n\s*/g, ' '))
    .join('\t');
}
