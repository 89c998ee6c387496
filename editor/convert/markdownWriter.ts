import type { Node } from 'prosemirror-model';
import { blockFacts, isListKind } from '../schema/block.ts';
import { placeFacts, startRange } from '../schema/place.ts';
import { schema } from '../schema/schema.ts';
import { canonicalDoc } from './canonical.ts';
import { element, printHtml, printStart } from './htmlTree.ts';
import {
  isBareQuotation,
  isDrawnAsParagraph,
  listsIn,
  toggleAttributes,
  writeParts as writeHtmlParts,
  writeSummary,
} from './htmlWriter.ts';
import { hangingLines, quotedLines } from './lines.ts';
import { writeInlineMarkdown } from './markdownInline.ts';
import { writeMarkdownTable } from './markdownTable.ts';
import { escapeHeading, escapeLine } from './markdownText.ts';
import {
  heldIn,
  isQuotation,
  outermost,
  outlineOf,
  type Part,
  type Piece,
  type Quotation,
  type Surroundings,
} from './outline.ts';

/**
 * A document as Markdown: CommonMark, GFM's tables, tasks and strikethrough, GitHub's alerts for callouts, dollars for formulas. What
 * none of these can say is HTML in one line, as Markdown allows anywhere; so all of it comes back.
 */
export function writeMarkdown(doc: Node): string {
  const text = writeParts(outlineOf(canonicalDoc(doc).children), outermost);
  return text === '' ? '' : `${text}\n`;
}

function writeParts(parts: readonly Part[], around: Surroundings): string {
  let delimiter = '.';
  const runs = listsIn(parts).map((run, index) => {
    const [first] = run;
    if (!first) return '';
    if (isQuotation(first)) return writeQuotation(first, { ...around, inQuotation: true });
    // A list that begins anew right after another is told from it by its other sign.
    if (index > 0 && first.restarts) delimiter = delimiter === '.' ? ')' : '.';
    return writeRun(run, { ...around, delimiter });
  });
  return runs.join('\n\n');
}

function writeQuotation(quotation: Quotation, inside: Surroundings): string {
  return isBareQuotation(quotation, inside) ? '>' : quotedLines(writeParts(quotation.quoted, inside));
}

/** What is around a list item, and what stands after its number. */
interface InList extends Surroundings {
  readonly delimiter: string;
}

function writeRun(run: readonly Part[], around: InList): string {
  const texts = run.map((part) => writePiece(part, around));
  return texts.reduce((all, text, index) => {
    const isTight = [texts[index - 1] ?? '', text].every((each) => /^(?!.*\n\n)(?:-|\d+[.)])/s.test(each));
    return all + (isTight ? '\n' : '\n\n') + text;
  });
}

function writePiece(part: Part, around: InList): string {
  const written = isQuotation(part) ? null : writeSayable(part, around);
  return written ?? printHtml(writeHtmlParts([part], around), { newline: '&#10;' });
}

/** Null for what Markdown has no word for. */
function writeSayable(piece: Piece, around: InList): string | null {
  const { block } = piece;
  if (block.type === schema.nodes.block && blockFacts(block).kind === 'toggle')
    return writeToggle(piece, around);
  if (placeFacts(block).indent !== around.indent) return null;
  switch (block.type) {
    case schema.nodes.block:
      return block.attrs.align === null ? writeTextBlock(piece, around) : null;
    case schema.nodes.code_block:
      return /^[\w+#.-]*$/.test(block.attrs.language ?? '') ? writeCode(block) : null;
    case schema.nodes.math_block:
      return /^\s*\$\$\s*$/m.test(block.textContent) ? null : `$$\n${ended(block.textContent)}$$`;
    case schema.nodes.divider:
      return '***';
    case schema.nodes.table:
      return writeMarkdownTable(block);
    default:
      return null;
  }
}

function writeTextBlock(piece: Piece, around: InList): string | null {
  const { block } = piece;
  const { kind, level } = blockFacts(block);
  if (isListKind(kind)) return writeItem(piece, around);
  switch (kind) {
    case 'heading':
      return `${'#'.repeat(level)} ${writeInlineMarkdown(block, { oneLine: true }).map(escapeHeading).join('')}`.trimEnd();
    case 'callout':
      return writeCallout(piece);
    default: {
      const usual = around.inQuotation ? 'quote' : 'paragraph';
      return kind === usual && block.childCount > 0 ? writeLines(block) : null;
    }
  }
}

function writeLines(block: Node): string {
  return writeInlineMarkdown(block).map(escapeLine).join('\n');
}

/** Null for a number that is too long for Markdown. */
function writeItem(piece: Piece, { delimiter }: InList): string | null {
  const { kind, checked } = blockFacts(piece.block);
  const number = piece.number ?? 0;
  if (number > startRange.max) return null;
  const sign = kind === 'numbered' ? `${number}${delimiter}` : '-';
  const box = kind === 'task' ? (checked ? '[x]' : '[ ]') : '';
  const text = `${sign} ${hangingLines(itemContent(piece, box), sign.length + 1)}`;
  // Three dashes in a line would be a rule.
  return text.trimEnd();
}

/** An item's own text and what it holds. The first line has to be its own, or be something that can't be taken for it. */
function itemContent(piece: Piece, box: string): string {
  const { block, held } = piece;
  const head = [box, writeLines(block)].filter((text) => text !== '').join(' ');
  const rest = writeHeld(piece);
  const [first] = held;
  if (head === '' && first) {
    const isParagraphNext = !isQuotation(first) && isDrawnAsParagraph(first.block);
    const isRule = /^(?:- ?)+$/.test(rest.split('\n')[0] ?? '');
    return isParagraphNext || isRule ? `<p></p>\n\n${rest}` : rest;
  }
  // A list goes right under the text if it can't be taken for part of it.
  return [head, rest].filter((text) => text !== '').join(/^(?:-|1[.)]) \S/.test(rest) ? '\n' : '\n\n');
}

function writeHeld({ block, held }: Piece): string {
  return writeParts(held, heldIn(placeFacts(block).indent));
}

function writeCallout(piece: Piece): string {
  const { tone } = blockFacts(piece.block);
  const isEmpty = piece.block.childCount === 0;
  const head = isEmpty ? '\n<p></p>' : writeLines(piece.block);
  const held = writeHeld(piece);
  return quotedLines(`[!${(tone ?? 'note').toUpperCase()}]\n${head}${held === '' ? '' : `\n\n${held}`}`);
}

/** What a toggle holds is Markdown between the lines of its HTML. */
function writeToggle(piece: Piece, around: Surroundings): string | null {
  if (piece.held.length === 0) return null;
  const toggle = element('details', toggleAttributes(piece.block, around));
  const start = printStart(toggle) + printHtml([writeSummary(piece.block)], { newline: '&#10;' });
  return `${start}\n\n${writeHeld(piece)}\n\n</details>`;
}

function writeCode({ attrs: { language }, textContent }: Node): string {
  const longest = Math.max(2, ...[...textContent.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language ?? ''}\n${ended(textContent)}${fence}`;
}

function ended(text: string): string {
  return text === '' ? '' : `${text}\n`;
}
