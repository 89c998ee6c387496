import createMarkdownIt, { type MarkdownIt } from 'markdown-it';
import { encodeAddress } from './address.ts';
import { escapeText } from './htmlTree.ts';
import { alerts } from './markdownAlerts.ts';
import { footnotesAsText } from './markdownFootnotes.ts';
import { math } from './markdownMath.ts';
import { tasks } from './markdownTasks.ts';

/** As HTML that is neither clean nor safe: for `readHtml` only. Knows nothing of the schema, so that a page can load it by itself. */
export function markdownHtml(markdown: string): string {
  return parser.render(markdown.replace(/^\ufeff/, ''));
}

const parser = createParser();

function createParser(): MarkdownIt {
  const markdownIt = createMarkdownIt('default', { html: true, maxNesting: 200 });
  // What is safe to follow is decided where HTML is read, for all links alike.
  markdownIt.validateLink = () => true;
  markdownIt.normalizeLink = encodeAddress;
  markdownIt.normalizeLinkText = (text) => text;
  keepSpaces(markdownIt);
  for (const plugin of [math, alerts, tasks, footnotesAsText]) markdownIt.use(plugin);
  return markdownIt;
}

/** HTML draws several spaces as one; Markdown has them as they are, and ends of lines as what `&#10;` said. */
function keepSpaces({ renderer }: MarkdownIt): void {
  renderer.rules.text = (tokens, index) => kept(tokens[index]?.content ?? '');
  renderer.rules.code_inline = (tokens, index) => `<code>${kept(tokens[index]?.content ?? '')}</code>`;
}

function kept(text: string): string {
  const escaped = escapeText(text);
  return /[\t\n\r\f]|^ | $| {2}/.test(text) ? `<span style="white-space: pre">${escaped}</span>` : escaped;
}
