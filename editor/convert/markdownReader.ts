import type { Node } from 'prosemirror-model';
import { readHtml } from './htmlReader.ts';
import type { ParseHtml } from './htmlTree.ts';
import { markdownHtml } from './markdownHtml.ts';

/**
 * Markdown as a document, by way of HTML: whatever HTML stands in it is read as any other, and no safer nor less safe.
 * CommonMark, with GFM's tables, tasks and strikethrough, GitHub's alerts, and formulas in dollars; footnotes stay text.
 *
 * @returns a canonical document.
 */
export function readMarkdown(markdown: string, parse: ParseHtml): Node {
  return readHtml(markdownHtml(markdown), parse);
}
