import type { MarkdownIt, StateBlock, StateInline } from 'markdown-it';
import { escapeText } from './htmlTree.ts';

/** Formulas: `$…$` in a line, and `$$` on lines of their own around a block, as GitHub and Pandoc have them. */
export function math({ inline, block, renderer }: MarkdownIt): void {
  inline.ruler.after('escape', 'math_inline', readInline);
  block.ruler.after('fence', 'math_block', readBlock, {
    alt: ['paragraph', 'reference', 'blockquote', 'list'],
  });
  renderer.rules.math_inline = (tokens, index) =>
    `<span data-math="inline">${escapeText(tokens[index]?.content ?? '')}</span>`;
  renderer.rules.math_block = (tokens, index) =>
    `<div data-math="block">${escapeText(tokens[index]?.content ?? '')}</div>\n`;
}

/** No space inside the dollars and no digit after them, so that prices aren't taken for formulas; on one line. */
const inlinePattern = /^\$((?!\s)(?:[^$\n\\]|\\[^\n])+?)(?<!\s)\$(?!\d)/;

function readInline(state: StateInline, silent: boolean): boolean {
  if (state.src.charCodeAt(state.pos) !== 0x24) return false;
  const found = inlinePattern.exec(state.src.slice(state.pos, state.posMax));
  if (!found) return false;
  if (!silent) state.push('math_inline', 'span', 0).content = found[1] ?? '';
  state.pos += found[0].length;
  return true;
}

function readBlock(state: StateBlock, start: number, ...[end, silent]: [number, boolean]): boolean {
  if (lineAt(state, start) !== '$$' || (state.sCount[start] ?? 0) - state.blkIndent >= 4) return false;
  if (silent) return true;
  let next = start + 1;
  while (next < end && isInside(state, next) && lineAt(state, next) !== '$$') next += 1;
  const isClosed = next < end && lineAt(state, next) === '$$';
  const token = state.push('math_block', 'div', 0);
  token.content = state.getLines(start + 1, next, state.sCount[start] ?? 0, false);
  token.map = [start, next];
  state.line = next + (isClosed ? 1 : 0);
  return true;
}

function lineAt(state: StateBlock, line: number): string {
  return state.src.slice((state.bMarks[line] ?? 0) + (state.tShift[line] ?? 0), state.eMarks[line]).trim();
}

/** A line that stands further out ends what it would be in. */
function isInside(state: StateBlock, line: number): boolean {
  return state.isEmpty(line) || (state.sCount[line] ?? 0) >= state.blkIndent;
}
