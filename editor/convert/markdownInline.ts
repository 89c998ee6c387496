import type { Mark, Node } from 'prosemirror-model';
import { schema } from '../schema/schema.ts';
import { encodeAddress } from './address.ts';
import { writeInlineNode, writeMark } from './htmlInline.ts';
import { type HtmlElement, isElement, printHtml, printStart } from './htmlTree.ts';
import { type InlinePart, inlineTreeOf, isMarked } from './inlineTree.ts';
import { classOf, escapeText } from './markdownText.ts';

/** Stands for a line break until all of the text is known; canonical text never holds it. */
const lineBreak = '\0';

/**
 * Shape: a canonical textblock. Marks are in Markdown's delimiters where those would be read as such, else in HTML, as what has
 * none is.
 *
 * @returns its lines, not yet escaped at their ends. With `oneLine` there is one, and breaks are in HTML.
 */
export function writeInlineMarkdown(
  textblock: Node,
  { oneLine }: { readonly oneLine: boolean } = { oneLine: false },
): readonly string[] {
  const segments = writeAll(inlineTreeOf(textblock), { before: '', after: '' }).split(lineBreak);
  if (segments.length > 1 && segments.at(-1) === '') segments.push('');
  const lines: string[] = [];
  let joined = segments[0] ?? '';
  segments.slice(1).forEach((segment, index) => {
    const isBetween = /\S/.test(segments[index] ?? '') && /\S/.test(segment);
    if (isBetween && !oneLine) lines.push(`${joined}\\`);
    joined = isBetween && !oneLine ? segment : `${joined}<br>${segment}`;
  });
  return [...lines, joined];
}

/** The characters on both sides, as far as they are known. */
interface Beside {
  readonly before: string;
  readonly after: string;
}

function writeAll(parts: readonly InlinePart[], { before, after }: Beside): string {
  const texts: string[] = [];
  let last = before;
  parts.forEach((part, index) => {
    const next = parts[index + 1];
    const text = writePart(part, { before: last, after: next ? beginningOf(next) : after });
    texts.push(text);
    last = lastOf(text) || last;
  });
  return texts.join('');
}

function writePart(part: InlinePart, beside: Beside): string {
  if (isMarked(part)) return writeMarked(part.mark, part.inside, beside);
  switch (part.type) {
    case schema.nodes.text:
      return escapeText(part.text ?? '');
    case schema.nodes.hard_break:
      return lineBreak;
    case schema.nodes.image:
      return writeImage(part);
    case schema.nodes.math_inline:
      return writeMath(part, beside);
    default:
      return writeElement(part);
  }
}

/** A character as the part will begin with, or one that allows less where that isn't known yet. */
function beginningOf(part: InlinePart): string {
  if (!isMarked(part)) return firstOf(writePart(part, { before: '', after: '' }));
  return part.mark.type.name in delimiters ? 'x' : '<';
}

const delimiters: Readonly<Record<string, readonly string[]>> = {
  strong: ['**'],
  em: ['_', '*'],
  strikethrough: ['~~'],
};

function writeMarked(mark: Mark, inside: readonly InlinePart[], beside: Beside): string {
  if (mark.type === schema.marks.code) return writeCode(inside) ?? writeTagged(mark, inside);
  if (mark.type === schema.marks.link) return writeLink(mark, inside);
  for (const delimiter of delimiters[mark.type.name] ?? []) {
    const text = writeAll(inside, { before: delimiter, after: delimiter });
    if (isDelimited(text, { delimiter, ...beside })) return delimiter + text + delimiter;
  }
  return writeTagged(mark, inside);
}

/**
 * Whether a delimiter on both sides of `text` begins and ends emphasis there. Stricter than CommonMark's rules (6.2), which these
 * are the safe part of: delimiters never touch each other, and `_` never stands in a word.
 */
function isDelimited(
  text: string,
  { delimiter, before, after }: Beside & { readonly delimiter: string },
): boolean {
  const [sign = '', first, last] = [delimiter[0], firstOf(text), lastOf(text)];
  if ([before, first, last, after].some((character) => character.startsWith(sign))) return false;
  const [outerLeft, innerLeft] = [classOf(before), classOf(first)];
  const [innerRight, outerRight] = [classOf(last), classOf(after)];
  if (innerLeft === 'space' || innerRight === 'space') return false;
  const opens = outerLeft !== 'other' || (innerLeft === 'other' && sign !== '_');
  const closes = outerRight !== 'other' || (innerRight === 'other' && sign !== '_');
  return opens && closes;
}

function writeTagged(mark: Mark, inside: readonly InlinePart[]): string {
  const tagged = writeMark(mark, []);
  return `${printStart(tagged)}${writeAll(inside, { before: '>', after: '<' })}</${tagged.tag}>`;
}

/** Null for what no code span can hold: code spans turn ends of lines into spaces. */
function writeCode(inside: readonly InlinePart[]): string | null {
  const text = inside.map((part) => (isMarked(part) ? '' : part.textContent)).join('');
  if (text === '' || text.includes('\n')) return null;
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const isStripped = /^ .* $/.test(text) && /[^ ]/.test(text);
  const space = isStripped || text.startsWith('`') || text.endsWith('`') ? ' ' : '';
  return fence + space + text + space + fence;
}

function writeLink(mark: Mark, inside: readonly InlinePart[]): string {
  const { href, title } = mark.attrs;
  if (encodeAddress(href) !== href) return writeTagged(mark, inside);
  const [only] = inside;
  const isBare = inside.length === 1 && only && !isMarked(only) && only.text === href && title === null;
  if (isBare && /^https?:\/\/[^|]+$/.test(href)) return `<${href}>`;
  return `[${writeAll(inside, { before: '[', after: ']' })}](${destination(href, title)})`;
}

function writeImage(image: Node): string {
  const { src, alt, title, width } = image.attrs;
  if (src === null || width !== null || encodeAddress(src) !== src) return writeElement(image);
  return `![${escapeText(alt ?? '')}](${destination(src, title)})`;
}

function destination(address: string, title: string | null): string {
  const escaped = address.replace(/[()]/g, '\\$&').replace(/&(?=[#\w])/g, '\\&');
  if (title === null) return escaped;
  return `${escaped} "${title.replace(/[\\"&]/g, '\\$&').replaceAll('\n', '&#10;')}"`;
}

/** A formula as GitHub and Pandoc read it: no spaces inside the dollars, and no digit after. */
function writeMath(math: Node, { after }: Beside): string {
  const text = math.textContent;
  const isPlain = /^(?!\s)[^$\n\\]*(?:\\[^$\n][^$\n\\]*)*(?<!\s)$/.test(text) && text !== '';
  return isPlain && !/^\d/.test(after) ? `$${text}$` : writeElement(math);
}

/** In HTML, whose text is Markdown again. */
function writeElement(node: Node): string {
  const written = writeInlineNode(node);
  if (!isElement(written)) return printHtml([written]);
  return written.tag === 'img' ? printStart(written) : writeText(written);
}

function writeText(element: HtmlElement): string {
  const text = element.children.map((child) => (isElement(child) ? writeText(child) : escapeText(child)));
  return `${printStart(element)}${text.join('')}</${element.tag}>`;
}

function firstOf(text: string): string {
  return /^./su.exec(text)?.[0] ?? '';
}

function lastOf(text: string): string {
  return [...text.slice(-2)].at(-1) ?? '';
}
