import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { readTree } from './sourceTree.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The titles in the last column, between quotation marks. */
function citedTitles(text: string): readonly string[] {
  const rows = text.split('\n').filter((line) => line.startsWith('|') && line.includes('"'));
  return rows.flatMap((row) => {
    const cell = row.split(/(?<!\\)\|/).at(-2) ?? '';
    return [...cell.matchAll(/"((?:[^"\\]|\\.)+)"/g)].map(([, title = '']) => title.replaceAll('\\"', '"'));
  });
}

it('every test that the threat model cites exists under its title', async () => {
  const tree = await readTree(root, ['persistence', 'server', 'editor', 'test']);
  const tests = tree.sources
    .filter(({ path }) => path.endsWith('.test.ts'))
    .map(({ path }) => readFileSync(`${root}/${path}`, 'utf8').replaceAll("\\'", "'"))
    .join('\n');
  const cited = citedTitles(readFileSync(`${root}/SECURITY.md`, 'utf8'));
  expect(cited.length).toBeGreaterThan(30);
  expect(
    cited.filter(
      (title) => ![`'${title}'`, `"${title}"`, `\`${title}\``].some((quoted) => tests.includes(quoted)),
    ),
  ).toEqual([]);
});
