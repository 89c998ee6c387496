import { expect, it } from 'vitest';
import { citedRows, citingRows, missingTitles, readDocument, titlesIn } from './citations.ts';

/** Cells: the row, what happens elsewhere, and by which tests it is shown that it doesn't here; for editors with two people and with three. */
const rows = citingRows(readDocument('PITFALLS.md'));

const numbers = (letter: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${letter}${index + 1}`);

it('no pitfall is left out', () => {
  expect(rows.map(([row]) => row)).toEqual([...numbers('S', 25), ...numbers('E', 22)]);
});

it('each pitfall is named in the titles of the tests that are said to show it, those of editors with two people and with three', () => {
  for (const [row = '', , ...shown] of rows) {
    expect(shown, row).toHaveLength(row.startsWith('E') ? 2 : 1);
    for (const cell of shown) {
      expect(titlesIn(cell).length, row).toBeGreaterThan(0);
      for (const title of titlesIn(cell)) expect(title).toMatch(new RegExp(`\\b${row}\\b`));
    }
  }
});

it('every test that the pitfalls cite exists under its title', () => {
  expect(missingTitles(rows.flatMap((cells) => cells.flatMap(titlesIn)))).toEqual([]);
});

it('no test is named for a pitfall that is not in the table', () => {
  const known = new Set(rows.map(([row]) => row));
  expect([...citedRows()].filter((row) => !known.has(row))).toEqual([]);
});
