import { describe, expect, test } from 'vitest';
import { enter } from '../commands/enter.ts';
import { outcomes, outcomesOf } from '../testing/company.fixture.ts';
import { deleteBlock, press, type } from '../testing/deed.fixture.ts';
import { drawVersion, keepingVersions, storedText, writeForeignDiff } from './versions.fixture.ts';

describe('in whatever order three hear of each other', { timeout: 60_000 }, () => {
  test('E2: a version that is drawn apart leaves the document as it is while two write', () => {
    const people = [[drawVersion], [type('on', 'X')], [press('tw', enter)]];
    expect(outcomes({ line: 'p one / p two', people })).toEqual(['p onXe / p tw / p o']);
  });

  test("E2: a diff's marks that reach the document from elsewhere take nothing of what two write", () => {
    const found = outcomes({
      line: 'p one / p two',
      people: [[writeForeignDiff], [type('on', 'X')], [type('e', 'Y')]],
      after: (authors) => {
        for (const author of authors) expect(storedText(author)).toMatch(/^onX?eY?\/two$/);
      },
    });
    expect(found).toEqual(['p onXeY / unknown_block']);
  });

  test('E22: a version is the whole state of whoever of three keeps it, and is drawn as it was', () => {
    const people = [[type('on', 'X')], [type('tw', 'Y')], [deleteBlock('six')]];
    expect(outcomesOf(keepingVersions({ line: 'p one / p two / p six', people }))).toEqual([
      'p onXe / p twYo',
    ]);
  });
});
