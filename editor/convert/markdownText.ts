/**
 * Text in Markdown, so that it comes back as it was: whatever would be read as something else gets a backslash, or is
 * written as its number. Source: CommonMark 0.31.2, 2.4 and 2.5, and GFM for `~` and `|`.
 */

/** Footnotes stay as they are, for whoever reads them as such. @param text of one run; what stands at the ends of its line is seen to by `escapeLine`. */
export function escapeText(text: string): string {
  return text
    .replace(/(\[\^[\w-]+\](?!\())|[\\`*[\]<$]/g, (found, footnote?: string) => footnote ?? `\\${found}`)
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\_')
    .replace(/&(?=[#\w]|$)/g, '\\&')
    .replace(/~(?=~|$)|(?<=^|~)~/g, '\\~')
    .replace(/!$/, '\\!')
    .replace(/[\n\u2028\u2029]/g, asNumber);
}

/** A line of text so that it begins no heading, list, quotation, table or rule, and so that its spaces stay. */
export function escapeLine(line: string): string {
  return withSpaces(line)
    .replace(/^#{1,6}(?=[ \t]|$)|^>|^[-+](?=[ \t]|$)|^-(?=[-\s|:]*$)|^=+$|^[|:](?=[-\s|:]*$)/, '\\$&')
    .replace(/^(\d{1,9})([.)])(?=[ \t]|$)/, '$1\\$2');
}

/** A line that is a heading's text: number signs at its end would be taken for its end. */
export function escapeHeading(line: string): string {
  return escapeLine(line).replace(/(^|[ \t])(#+)$/, '$1\\$2');
}

/** What stands in a cell of a table, where a bar ends the cell whatever it is in. */
export function escapeCell(line: string): string {
  return escapeLine(line).replaceAll('|', '\\|');
}

/** With the spaces at its ends as numbers. Without a pattern for those at the end, which would take a time that grows with its square. */
function withSpaces(line: string): string {
  const inner = line.trim();
  const start = line.length - line.trimStart().length;
  const spaces = (text: string) => text.replace(/\s/gu, asNumber);
  return spaces(line.slice(0, start)) + inner + spaces(line.slice(start + inner.length));
}

function asNumber(character: string): string {
  return `&#${character.codePointAt(0)};`;
}

/** How a character behaves beside the delimiters of emphasis. */
export type CharacterClass = 'space' | 'punctuation' | 'other';

/** Shape: one character, or none at the end of a line, which counts as a space, or NUL for a line break. */
export function classOf(character: string): CharacterClass {
  if (character === '\0' || /^[\t\n\f\r\p{Zs}]?$/u.test(character)) return 'space';
  return /[\p{P}\p{S}]/u.test(character) ? 'punctuation' : 'other';
}
