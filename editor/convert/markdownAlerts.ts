import type { MarkdownIt, StateCore, Token } from 'markdown-it';
import { tones } from '../schema/block.ts';

const marker = new RegExp(`^\\[!(note|${tones.join('|')})\\][ \\t]*(?:\\n|$)`, 'i');

/** GitHub's alerts: a quotation whose first line is `[!NOTE]` or another tone is a callout. */
export function alerts({ core }: MarkdownIt): void {
  core.ruler.after('block', 'alerts', readAlerts);
}

function readAlerts({ tokens }: StateCore): void {
  tokens.forEach((token, index) => {
    const [paragraph, inline] = [tokens[index + 1], tokens[index + 2]];
    if (token.type !== 'blockquote_open' || paragraph?.type !== 'paragraph_open' || !inline) return;
    const found = marker.exec(inline.content);
    const close = found ? endOf(tokens, index) : undefined;
    if (!found || !close) return;
    token.tag = close.tag = 'div';
    token.attrSet('data-kind', 'callout');
    const tone = (found[1] ?? '').toLowerCase();
    if (tone !== 'note') token.attrSet('data-tone', tone);
    inline.content = inline.content.slice(found[0].length);
    // A paragraph of nothing else isn't the callout's text: that is what follows, or nothing.
    for (const each of inline.content === '' ? [paragraph, tokens[index + 3]] : [])
      if (each) each.hidden = true;
  });
}

/** The end of the quotation that begins at `start`. */
function endOf(tokens: readonly Token[], start: number): Token | undefined {
  for (let at = start + 1; at < tokens.length; at += 1)
    if (tokens[at]?.type === 'blockquote_close' && tokens[at]?.level === tokens[start]?.level)
      return tokens[at];
  return undefined;
}
