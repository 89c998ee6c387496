import type { HtmlNode, ParseHtml } from './htmlTree.ts';

/** Deeper elements are left out: nobody writes them, and they could exhaust the stack. */
const depthMax = 200;

/**
 * The browser's own parser. What it parses is a document of its own, in which no script runs and nothing is loaded.
 *
 * @param Parser `window.DOMParser`.
 */
export function domHtml(Parser: typeof DOMParser): ParseHtml {
  return (html) => childrenOf(new Parser().parseFromString(html, 'text/html').body, 0);
}

function childrenOf(parent: ParentNode & globalThis.Node, depth: number): readonly HtmlNode[] {
  return [...parent.childNodes].flatMap((child) => nodeOf(child, depth + 1));
}

function nodeOf(node: ChildNode, depth: number): readonly HtmlNode[] {
  if (node.nodeType === 3) return [node.textContent ?? ''];
  if (node.nodeType !== 1 || depth > depthMax) return [];
  const element = node as Element;
  const attributes = Object.fromEntries([...element.attributes].map(({ name, value }) => [name, value]));
  return [{ tag: element.localName, attributes, children: childrenOf(element, depth) }];
}
