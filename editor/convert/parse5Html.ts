import { type DefaultTreeAdapterTypes, parse } from 'parse5';
import type { HtmlNode, ParseHtml } from './htmlTree.ts';

type ParsedNode = DefaultTreeAdapterTypes.ChildNode;

/** Deeper elements are left out: nobody writes them, and they could exhaust the stack. */
const depthMax = 200;

/** Where there is no browser: parse5, which follows the HTML standard to the letter; like `DOMParser`, as where scripts don't run. */
export const parse5Html: ParseHtml = (html) => {
  const page = parse(html, { scriptingEnabled: false }).childNodes.find(
    ({ nodeName }) => nodeName === 'html',
  );
  const body = childrenOf(page).find(({ nodeName }) => nodeName === 'body');
  return childrenOf(body).flatMap((child) => nodeOf(child, 1));
};

function childrenOf(node: ParsedNode | undefined): readonly ParsedNode[] {
  return node && 'childNodes' in node ? node.childNodes : [];
}

function nodeOf(node: ParsedNode, depth: number): readonly HtmlNode[] {
  if (node.nodeName === '#text' && 'value' in node) return [node.value];
  if (!('attrs' in node) || depth > depthMax) return [];
  const attributes = Object.fromEntries(node.attrs.map(({ name, value }) => [name, value]));
  const children = node.childNodes.flatMap((child) => nodeOf(child, depth + 1));
  return [{ tag: node.tagName, attributes, children }];
}
