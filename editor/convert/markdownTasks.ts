import type { MarkdownIt, StateCore } from 'markdown-it';

/** GFM's tasks: a list item whose text begins with `[ ]` or `[x]`. */
export function tasks({ core }: MarkdownIt): void {
  core.ruler.after('block', 'tasks', readTasks);
}

function readTasks(state: StateCore): void {
  const { tokens, Token } = state;
  state.tokens = tokens.flatMap((token, index) => {
    const isFirst =
      tokens[index - 2]?.type === 'list_item_open' && tokens[index - 1]?.type === 'paragraph_open';
    const found = token.type === 'inline' && isFirst ? /^\[([ xX])\](?:\s+|$)/.exec(token.content) : null;
    if (!found) return [token];
    token.content = token.content.slice(found[0].length);
    const box = new Token('html_block', '', 0);
    box.content = `<input type="checkbox"${found[1] === ' ' ? '' : ' checked'}>`;
    return [box, token];
  });
}
