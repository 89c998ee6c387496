import type { Attrs, Node } from 'prosemirror-model';
import { embeddable } from '../schema/embedProvider.ts';
import { safePictureSource } from '../schema/picture.ts';
import { schema } from '../schema/schema.ts';
import { type Context, countIn, placeIn } from './htmlContext.ts';
import { styleOf } from './htmlStyle.ts';
import { findAll, type HtmlElement, type HtmlNode, isElement, textIn } from './htmlTree.ts';
import { nearestColor } from './nearestColor.ts';

/** HTML elements that are one ProseMirror node. What their attributes say is checked later, for all at once. */

/** Null for an image that isn't safe to load, or that only the program that wrote it could. */
export function pictureAttributes({ attributes }: HtmlElement, context: Context): Attrs | null {
  const { src, alt, title } = attributes;
  if (src !== undefined && safePictureSource(src) === null) return null;
  const link = schema.marks.link.isInSet(context.marks);
  return { src, alt, title, href: link?.attrs.href ?? null, width: pixels(attributes.width) };
}

/** The code in a `pre`, whose last line's end isn't part of it. */
export function readCode(pre: HtmlElement, context: Context): Node {
  const text = codeIn(pre).replace(/\n$/, '');
  return schema.nodes.code_block.create({ language: languageOf(pre), ...placeIn(context) }, textNodes(text));
}

function codeIn(node: HtmlNode): string {
  if (!isElement(node)) return node;
  return node.tag === 'br' ? '\n' : node.children.map(codeIn).join('');
}

function languageOf(pre: HtmlElement): string | null {
  const said = pre.attributes['data-language'];
  if (said !== undefined) return said;
  const classes = [pre, ...findAll(pre, ({ tag }) => tag === 'code')].map(
    (each) => each.attributes.class ?? '',
  );
  return /(?:^|\s)lang(?:uage)?-(\S+)/.exec(classes.join(' '))?.[1] ?? null;
}

export function readMathBlock(element: HtmlElement, context: Context): Node {
  return schema.nodes.math_block.create(placeIn(context), textNodes(textIn(element)));
}

export function readMathInline(element: HtmlElement): Node {
  return schema.nodes.math_inline.create(null, textNodes(textIn(element)));
}

export function readMention(element: HtmlElement): Node {
  const label = textIn(element).replace(/^@/, '');
  return schema.nodes.mention.create({ id: element.attributes['data-mention'] || null, label });
}

export function readFile(element: HtmlElement, context: Context): Node {
  const [link] = findAll(element, ({ tag }) => tag === 'a');
  const { 'data-file': name, 'data-size': size } = element.attributes;
  const attrs = { src: link?.attributes.href ?? null, name, size: size === undefined ? null : Number(size) };
  return schema.nodes.file.create({ ...attrs, ...placeIn(context) });
}

/** The address of an embed, of ours or a frame of a site that may be embedded; else null. */
export function embedSource({ tag, attributes }: HtmlElement): string | null {
  if (tag === 'iframe') return embeddable(attributes.src) === null ? null : (attributes.src ?? null);
  return attributes['data-embed'] ?? null;
}

/** The attributes of a `td` or `th`. */
export function cellAttributes(cell: HtmlElement): Attrs {
  const { attributes } = cell;
  return {
    colspan: spanIn(cell, 'colspan'),
    rowspan: spanIn(cell, 'rowspan'),
    header: cell.tag === 'th' || null,
    width: pixels(attributes['data-width']) ?? pixels(styleOf(cell).get('width')) ?? pixels(attributes.width),
    background: attributes['data-background'] ?? nearestColor(backgroundOf(cell)),
  };
}

function backgroundOf(cell: HtmlElement): string {
  const style = styleOf(cell);
  return style.get('background-color') ?? style.get('background') ?? cell.attributes.bgcolor ?? '';
}

function spanIn(cell: HtmlElement, name: string): number {
  return countIn(cell, name) ?? 1;
}

/** `12`, `12.5px` and Word's `9pt` are lengths; `50%` and `3em` aren't any that could be kept. */
function pixels(length: string | undefined): number | null {
  const [, number, unit] = /^\s*(\d{1,9}(?:\.\d+)?)\s*(px|pt)?\s*$/.exec(length ?? '') ?? [];
  return number === undefined ? null : Math.round(Number(number) * (unit === 'pt' ? 4 / 3 : 1));
}

function textNodes(text: string): readonly Node[] {
  return text === '' ? [] : [schema.text(text)];
}
