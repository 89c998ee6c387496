/** HTML as a value, without a page: what a parser answers and what a conversion writes. Comments and doctypes aren't in it. */
export type HtmlNode = HtmlElement | string;

export interface HtmlElement {
  /** In lower case. */
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly HtmlNode[];
}

/** Parses a whole page or a piece of one; the answer is what is in its body. Nothing is loaded or run. */
export type ParseHtml = (html: string) => readonly HtmlNode[];

/** Attributes that are null are left out. */
export function element(
  tag: string,
  attributes: Readonly<Record<string, string | null>>,
  children: readonly HtmlNode[] = [],
): HtmlElement {
  const given = Object.entries(attributes).filter((entry): entry is [string, string] => entry[1] !== null);
  return { tag, attributes: Object.fromEntries(given), children };
}

export function isElement(node: HtmlNode | undefined): node is HtmlElement {
  return typeof node === 'object';
}

/** All text in it, as it is written. */
export function textIn(node: HtmlNode): string {
  return isElement(node) ? node.children.map(textIn).join('') : node;
}

/** The elements in `node` for which `wanted` is true, in the order of the text; none of those in one that was found. */
export function findAll(node: HtmlNode, wanted: (element: HtmlElement) => boolean): readonly HtmlElement[] {
  if (!isElement(node)) return [];
  return node.children.flatMap((child) =>
    isElement(child) && wanted(child) ? [child] : findAll(child, wanted),
  );
}

const voidTags = new Set('area base br col embed hr img input link meta source track wbr'.split(' '));

/** @param options `newline` is what a newline character in text becomes; Markdown wants its HTML in one line. */
export function printHtml(
  nodes: readonly HtmlNode[],
  options: { readonly newline: '\n' | '&#10;' } = { newline: '\n' },
): string {
  const print = (node: HtmlNode): string => {
    if (!isElement(node)) return escapeText(node).replaceAll('\n', options.newline);
    const start = printStart(node);
    return voidTags.has(node.tag) ? start : `${start}${node.children.map(print).join('')}</${node.tag}>`;
  };
  return nodes.map(print).join('');
}

/** The start tag alone. */
export function printStart({ tag, attributes }: HtmlElement): string {
  const printed = Object.entries(attributes).map(([name, value]) =>
    value === '' ? ` ${name}` : ` ${name}="${escapeAttribute(value)}"`,
  );
  return `<${tag}${printed.join('')}>`;
}

export function escapeText(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('\u00a0', '&nbsp;');
}

function escapeAttribute(value: string): string {
  return escapeText(value).replaceAll('"', '&quot;').replaceAll('\n', '&#10;');
}
