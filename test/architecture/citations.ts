import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

const tests = readTests();

/** The text of a file of the repository, by its path from the root. */
export function readDocument(path: string): string {
  return readFileSync(`${root}/${path}`, 'utf8');
}

/** The cells of each row of the tables in a Markdown text that cite titles. */
export function citingRows(text: string): readonly (readonly string[])[] {
  const rows = text.split('\n').filter((line) => line.startsWith('|') && line.includes('"'));
  return rows.map((row) =>
    row
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

/** The titles that a cell cites, between quotation marks. */
export function titlesIn(cell: string): readonly string[] {
  return [...cell.matchAll(/"((?:[^"\\]|\\.)+)"/g)].map(([, title = '']) => title.replaceAll('\\"', '"'));
}

/** Those of `titles` under which there is no test. */
export function missingTitles(titles: readonly string[]): readonly string[] {
  const all = tests.join('\n');
  const isThere = (title: string) =>
    [`'${title}'`, `"${title}"`, `\`${title}\``].some((quoted) => all.includes(quoted));
  return titles.filter((title) => !isThere(title));
}

/** All that is written in test files between quotation marks and names rows, such as `S6` or `E12`. */
export function citedRows(): ReadonlySet<string> {
  const strings = tests.flatMap((text) => text.match(/'[^'\n]*'|"[^"\n]*"|`[^`]*`/g) ?? []);
  return new Set(strings.flatMap((text) => text.match(/(?<![%\w])[SE][1-9]\d?\b/g) ?? []));
}

function readTests(): readonly string[] {
  const paths = ['persistence', 'server', 'editor', 'test'].flatMap((folder) =>
    readdirSync(`${root}/${folder}`, { recursive: true, encoding: 'utf8' }).map(
      (path) => `${folder}/${path}`,
    ),
  );
  return paths
    .filter((path) => path.endsWith('.test.ts') && !/(^|\/)(node_modules|dist)\//.test(path))
    .map((path) => readDocument(path).replaceAll("\\'", "'"));
}
