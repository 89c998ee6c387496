import { expect, it } from 'vitest';
import { citingRows, missingTitles, readDocument, titlesIn } from './citations.ts';

it('every test that the threat model cites exists under its title', () => {
  const cited = citingRows(readDocument('SECURITY.md')).flatMap((cells) => titlesIn(cells.at(-1) ?? ''));
  expect(cited.length).toBeGreaterThan(30);
  expect(missingTitles(cited)).toEqual([]);
});
