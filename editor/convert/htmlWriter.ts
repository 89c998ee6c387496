import type { Node } from 'prosemirror-model';
import { type BlockKind, blockFacts, isListKind } from '../schema/block.ts';
import { placeFacts } from '../schema/place.ts';
import { schema } from '../schema/schema.ts';
import { canonicalDoc } from './canonical.ts';
import { writeInline, writePicture } from './htmlInline.ts';
import { tableRows } from './htmlTable.ts';
import { element, type HtmlElement, type HtmlNode, printHtml } from './htmlTree.ts';
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
 * A document as HTML that other programs understand: nested lists, `blockquote`, `details`, tables. What HTML has no word for is
 * in `data-` attributes of the names that the editor draws; README says which.
 *
 * @returns a piece of HTML, a line for each block; not a whole page.
 */
export function writeHtml(doc: Node): string {
  return writeBlocks(canonicalDoc(doc).children)
    .map((node) => printHtml([node]))
    .join('\n');
}

/** Shape: canonical. */
function writeBlocks(blocks: readonly Node[]): readonly HtmlElement[] {
  return writeParts(outlineOf(blocks), outermost);
}

/** Siblings; list items that follow each other are one list. Shape: canonical. */
export function writeParts(parts: readonly Part[], around: Surroundings): readonly HtmlElement[] {
  return listsIn(parts).map((run) => {
    const [first] = run;
    if (first && !isQuotation(first)) return writeRun(run.filter(isPiece), around);
    const inside = { ...around, inQuotation: true };
    const isWritten = first && !isBareQuotation(first, inside);
    return element('blockquote', {}, isWritten ? writeParts(first.quoted, inside) : []);
  });
}

/** Parts in the order in which they are, with the items of one list together. */
export function listsIn(parts: readonly Part[]): readonly (readonly Part[])[] {
  const runs: Part[][] = [];
  for (const part of parts) {
    const run = runs.at(-1);
    if (run && continues(run.at(-1), part)) run.push(part);
    else runs.push([part]);
  }
  return runs;
}

function continues(before: Part | undefined, part: Part): boolean {
  if (!before || isQuotation(before) || isQuotation(part) || part.restarts) return false;
  const [tag, tagBefore] = [listTag(part.block), listTag(before.block)];
  if (tag === null || tag !== tagBefore) return false;
  return tag === 'ul' || placeFacts(part.block).indent === placeFacts(before.block).indent;
}

/** Whether it is nothing but an empty quotation, of which there is nothing to say. */
export function isBareQuotation({ quoted }: Quotation, inside: Surroundings): boolean {
  const [only, ...others] = quoted;
  if (!only || isQuotation(only) || others.length > 0) return false;
  const { kind, align, indent } = only.block.attrs;
  return kind === 'quote' && align === null && (indent ?? 0) === inside.indent && only.block.childCount === 0;
}

function isPiece(part: Part): part is Piece {
  return !isQuotation(part);
}

/** Of the list that a block is an item of. */
function listTag(block: Node): 'ol' | 'ul' | null {
  const { kind } = blockFacts(block);
  if (block.type !== schema.nodes.block || !isListKind(kind)) return null;
  return kind === 'numbered' ? 'ol' : 'ul';
}

function writeRun(pieces: readonly Piece[], around: Surroundings): HtmlElement {
  const [first] = pieces;
  if (!first) return element('p', {});
  const tag = listTag(first.block);
  if (tag === null) return writeBlock(first, around);
  const start = first.number === null || first.number === 1 ? null : String(first.number);
  return element(
    tag,
    { start },
    pieces.map((piece) => writeItem(piece, around)),
  );
}

function writeItem(piece: Piece, around: Surroundings): HtmlElement {
  const { kind, checked } = blockFacts(piece.block);
  const box = element('input', { type: 'checkbox', checked: checked ? '' : null, disabled: '' });
  const before = kind === 'task' ? [box, ' '] : [];
  const attributes = placeAttributes(piece.block, around);
  return element('li', attributes, [...before, ...headOf(piece), ...writeHeld(piece)]);
}

/** An item's own text. Without a paragraph around it where nothing else in the item could be taken for it. */
function headOf({ block, held }: Piece): readonly HtmlNode[] {
  const inline = writeInline(block);
  const onlyLists = held.every((part) => !isQuotation(part) && listTag(part.block) !== null);
  if (block.attrs.align === null && onlyLists) return inline;
  const [first] = held;
  const isParagraphNext = first !== undefined && !isQuotation(first) && isDrawnAsParagraph(first.block);
  if (block.childCount === 0 && block.attrs.align === null && !isParagraphNext) return [];
  return [element('p', alignment(block), inline)];
}

/** Whether its element is `p`, which could be taken for the text of an item before it. Shape: canonical. */
export function isDrawnAsParagraph(block: Node): boolean {
  const kinds: readonly BlockKind[] = ['paragraph', 'quote'];
  return block.type === schema.nodes.block && kinds.includes(blockFacts(block).kind);
}

function writeHeld({ block, held }: Piece): readonly HtmlElement[] {
  return writeParts(held, heldIn(placeFacts(block).indent));
}

function writeBlock(piece: Piece, around: Surroundings): HtmlElement {
  const { block } = piece;
  const place = placeAttributes(block, around);
  switch (block.type) {
    case schema.nodes.code_block: {
      const { language } = block.attrs;
      const code = element(
        'code',
        { class: language === null ? null : `language-${language}` },
        endedLine(block),
      );
      return element('pre', { ...place, 'data-language': language }, [code]);
    }
    case schema.nodes.math_block:
      return element('div', { ...place, 'data-math': 'block' }, [element('code', {}, [block.textContent])]);
    case schema.nodes.divider:
      return element('hr', place);
    case schema.nodes.figure:
      return writeFigure(block, place);
    case schema.nodes.embed:
      return writeEmbed(block, place);
    case schema.nodes.file:
      return writeFile(block, place);
    case schema.nodes.table:
      return element('table', place, tableRows(block, writeBlocks));
    default:
      return writeTextBlock(piece, around);
  }
}

type Attributes = Readonly<Record<string, string | null>>;

function writeTextBlock(piece: Piece, around: Surroundings): HtmlElement {
  const { block } = piece;
  const { kind, level, tone } = blockFacts(block);
  const place = placeAttributes(block, around);
  const content = writeInline(block);
  switch (kind) {
    case 'heading':
      return element(`h${level}`, { ...place, ...alignment(block) }, content);
    case 'callout': {
      const attributes = { ...place, 'data-kind': kind, 'data-tone': tone };
      return element('div', attributes, [element('p', alignment(block), content), ...writeHeld(piece)]);
    }
    case 'toggle':
      return element('details', toggleAttributes(block, around), [writeSummary(block), ...writeHeld(piece)]);
    default: {
      const usual = around.inQuotation ? 'quote' : 'paragraph';
      const attributes = { ...place, ...alignment(block), 'data-kind': kind === usual ? null : kind };
      return element('p', attributes, content);
    }
  }
}

export function toggleAttributes(block: Node, around: Surroundings): Attributes {
  return { ...placeAttributes(block, around), open: block.attrs.folded === true ? null : '' };
}

export function writeSummary(block: Node): HtmlElement {
  return element('summary', alignment(block), writeInline(block));
}

function writeFigure(figure: Node, place: Attributes): HtmlElement {
  const { href, align } = figure.attrs;
  const picture = writePicture(figure);
  const linked = href === null ? picture : element('a', { href }, [picture]);
  const caption = figure.childCount === 0 ? [] : [element('figcaption', {}, writeInline(figure))];
  return element('figure', { ...place, 'data-align': align }, [linked, ...caption]);
}

function writeEmbed({ attrs: { src } }: Node, place: Attributes): HtmlElement {
  const link = src === null ? [] : [element('a', { href: src }, [src])];
  return element('div', { ...place, 'data-embed': src ?? '' }, link);
}

function writeFile({ attrs: { src, name, size } }: Node, place: Attributes): HtmlElement {
  const attributes = { ...place, 'data-file': name, 'data-size': size === null ? null : String(size) };
  const link = src === null ? name : element('a', { href: src, download: name }, [name]);
  return element('div', attributes, [link]);
}

/** Only where it stands deeper than what it is in says. */
function placeAttributes(block: Node, around: Surroundings): Attributes {
  const { indent } = placeFacts(block);
  return { 'data-indent': indent === around.indent ? null : String(indent) };
}

function alignment({ attrs: { align } }: Node): Attributes {
  return { style: align === null ? null : `text-align: ${align}` };
}

/** Each line of code ends, the last one, too, as other programs write it. */
function endedLine({ textContent }: Node): readonly string[] {
  return textContent === '' ? [] : [`${textContent}\n`];
}
