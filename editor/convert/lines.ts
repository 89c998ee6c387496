/** Lines of text as they stand in something else, in Markdown and in plain text alike. */

/** With the sign of a quotation before each. */
export function quotedLines(text: string): string {
  return text
    .split('\n')
    .map((line) => (line === '' ? '>' : `> ${line}`))
    .join('\n');
}

/** All but the first further in by `width` columns: that one stands after a list item's sign. */
export function hangingLines(text: string, width: number): string {
  return text.replace(/\n(?!\n|$)/g, `\n${' '.repeat(width)}`);
}
