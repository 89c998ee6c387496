import type { MarkdownIt } from 'markdown-it';

/** Documents have no footnotes yet: `[^1]` and what `[^1]: …` says stay text, where CommonMark would read the latter as a link's address. */
export function footnotesAsText({ block }: MarkdownIt): void {
  const paragraph = block.ruler.getRules('').at(-1);
  block.ruler.before('reference', 'footnote_text', (state, line, ...[end, silent]) => {
    const start = (state.bMarks[line] ?? 0) + (state.tShift[line] ?? 0);
    return state.src.startsWith('[^', start) && !silent && paragraph?.(state, line, end, silent) === true;
  });
}
