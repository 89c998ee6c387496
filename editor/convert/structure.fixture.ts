import { type HtmlElement, type HtmlNode, isElement, printHtml } from './htmlTree.ts';
import { parse5Html } from './parse5Html.ts';

/**
 * What HTML says, without what it doesn't: two pieces of the same structure are the same text. Spaces count in code only, lists are
 * tight, of marks around the same text the order doesn't matter, and attributes are those that CommonMark's examples have.
 */
export function structureOf(html: string): string {
  return printHtml(ended(tidied(parse5Html(html).flatMap((node) => plain(node, { inCode: false })))));
}

const blocks = new Set('p h1 h2 h3 h4 h5 h6 ul ol li blockquote pre hr table tbody tr td th div'.split(' '));
const marks = new Set(['em', 's', 'strong']);
/** Other names of the same mark. */
const synonyms: Readonly<Record<string, string>> = { b: 'strong', del: 's', i: 'em' };
const attributeNames = ['alt', 'class', 'href', 'src', 'start', 'title'];

function plain(node: HtmlNode, { inCode }: { readonly inCode: boolean }): readonly HtmlNode[] {
  if (!isElement(node)) return [node];
  const inside = node.children.flatMap((child) => plain(child, { inCode: inCode || node.tag === 'pre' }));
  const children = inCode || node.tag === 'pre' ? inside : tidied(inside);
  const isEmpty = children.every((child) => child === '' || child === ' ');
  // An element that isn't closed goes on after the end of its block, around nothing.
  if (node.tag === 'span' || (['a', 'ins', 'b'].includes(node.tag) && isEmpty)) return children;
  const attributes = attributeNames.flatMap((name) => {
    const value = node.attributes[name];
    return value === undefined || (name === 'alt' && value === '') ? [] : [[name, value]];
  });
  const element = {
    tag: synonyms[node.tag] ?? node.tag,
    attributes: Object.fromEntries(attributes),
    children: blocks.has(node.tag) ? ended(children) : children,
  };
  return [node.tag === 'li' ? tight(element) : sorted(element)];
}

/** A list may be loose in Markdown, with paragraphs in its items where a tight one has text. */
function tight(item: HtmlElement): HtmlElement {
  const children = item.children.flatMap((child) =>
    isElement(child) && child.tag === 'p' ? child.children : [child],
  );
  return { ...item, children };
}

function sorted(element: HtmlElement): HtmlElement {
  const [only, ...others] = element.children;
  const isNested = marks.has(element.tag) && isElement(only) && marks.has(only.tag) && others.length === 0;
  if (!isNested || element.tag <= only.tag) return element;
  return { ...only, children: [sorted({ ...element, children: only.children })] };
}

/** Texts side by side as one, their spaces as one, and none around blocks and after breaks. */
function tidied(nodes: readonly HtmlNode[]): readonly HtmlNode[] {
  const merged: HtmlNode[] = [];
  for (const node of nodes) {
    const last = merged.at(-1);
    if (typeof node === 'string' && typeof last === 'string') merged.splice(-1, 1, last + node);
    else merged.push(node);
  }
  return merged.flatMap((node, index): readonly HtmlNode[] => {
    if (isElement(node)) return [node];
    const before = merged[index - 1];
    const text = node.replace(/[ \n\t]+/g, ' ');
    const begun =
      isElement(before) && (blocks.has(before.tag) || before.tag === 'br') ? text.trimStart() : text;
    const after = merged[index + 1];
    const whole = isElement(after) && blocks.has(after.tag) ? begun.trimEnd() : begun;
    return whole === '' ? [] : [whole];
  });
}

/** Without spaces at the ends of a block. */
function ended(nodes: readonly HtmlNode[]): readonly HtmlNode[] {
  const last = nodes.length - 1;
  return nodes
    .map((node, index) => {
      if (isElement(node)) return node;
      const begun = index === 0 ? node.replace(/^ /, '') : node;
      return index === last ? begun.replace(/ $/, '') : begun;
    })
    .filter((node) => node !== '');
}
