/** Each says by itself that text is Markdown: nobody writes it otherwise. All take a time that grows with the text alone. */
const signs: readonly RegExp[] = [
  /^#{2,6} \S/m,
  // A single # begins a comment in most scripts: only what stands between empty lines is a heading.
  /(?<![^\n])(?<!\S[ \t]*\n)# \S[^\n]*(?:$|\n[ \t]*(?:\n|$))/,
  /^ {0,3}(?:```|~~~)[\w+#.-]*$/m,
  /^\|? *:?-{3,}:? *(?:\| *:?-{3,}:? *)+\|? *$/m,
  /^[ \t]*[-*+] \[[ xX]\] \S/m,
  /^> \S/m,
  /\[[^\]\n]{1,300}\]\((?:https?:\/\/|mailto:|\/|#)[^\s)]{0,2000}\)/,
  /(?<![\w*])\*\*(?![\s*])[^*\n]{1,300}(?<!\s)\*\*(?![\w*])/,
];

const item = /^[ \t]*(?:[-*+]|\d{1,9}[.)]) \S/gm;

/** Whether somebody who pastes this text means what its signs stand for: one item is no list, and one star says nothing. */
export function looksLikeMarkdown(text: string): boolean {
  return signs.some((sign) => sign.test(text)) || (text.match(item)?.length ?? 0) > 1;
}
