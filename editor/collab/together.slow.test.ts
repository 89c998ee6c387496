import { describe, expect, test } from 'vitest';
import { enter } from '../commands/enter.ts';
import { setKind } from '../commands/kind.ts';
import { createTableFeature } from '../tables/feature.ts';
import { type Row as ChangeRow, changes } from '../testing/changes.fixture.ts';
import { outcomes, outcomesOf } from '../testing/company.fixture.ts';
import { markLeaf, press, type, typeAtEnd } from '../testing/deed.fixture.ts';
import {
  bystanding,
  composing,
  deleteDivider,
  selectCells,
  selectDivider,
  selecting,
  typingOn,
  undisturbed,
} from './together.fixture.ts';

const tables = createTableFeature().commands;
const heading = press('pha', setKind({ kind: 'heading', level: 2 }));

describe('in whatever order three hear of each other', { timeout: 60_000 }, () => {
  test.each<ChangeRow>([
    ['splits it', 'p alpha / p beta / p  gammZa deltaXY / p omega'],
    ['moves it', 'p alpha / p omega / p beta gammZa deltaXY'],
  ])(
    'E8: who types on in a block types behind their words when another %s while a third types in it',
    (...[change, after]) => {
      const line = 'p alpha / p beta gamma delta / p omega';
      const others = [[changes[change]], [type('gamm', 'Z')]];
      expect(outcomesOf(typingOn(line, others))).toEqual([after]);
    },
  );

  test.each([
    [
      'in the same block, and the third elsewhere',
      [[type('al', 'X')], [type('tw', 'Y')]],
      'p alXpha one漢 / p twYo',
    ],
    [
      'in the same block, and the third makes that a heading',
      [[type('al', 'X')], [heading]],
      'h2 alXpha one漢 / p two',
    ],
    [
      'in the same block, and so does the third',
      [[type('al', 'X')], [type('ph', 'Y')]],
      'p alXphYa one漢 / p two',
    ],
  ] as const)(
    'E14: who composes is not disturbed, and nothing is lost, when another types %s',
    (...[, others, after]) => {
      expect(outcomesOf(undisturbed('p alpha one / p two', others))).toEqual([after]);
    },
  );

  test('E14: what is composed goes along when another splits its block while a third types in it', () => {
    const others = [[press('pha', enter)], [type(' ', 'Y')]];
    const found = outcomesOf(composing('p alpha one / p two', others));
    expect(new Set(found.map((line) => line.replace(/か/, '')))).toEqual(
      new Set(['p alpha / p  Yone漢 / p two']),
    );
  });

  test.each([
    [
      'a divider that another deletes',
      'p one / --- / p two',
      selectDivider,
      [[deleteDivider, press('on', enter)], [type('tw', 'X')]],
      'p on / p e / p twXo',
    ],
    [
      'cells of which another takes away a row and a third adds a column',
      'tb p a ; p b ;; p c ; p d',
      selectCells('a', 'd'),
      [[press('b', tables.deleteRow)], [press('c', tables.addColumnAfter)]],
      'tb p c ; p  ; p d',
    ],
  ] as const)('E15: one has selected %s', (...[, line, select, others, after]) => {
    expect(outcomesOf(selecting(line, select, others))).toEqual([after]);
  });

  test('E4: what one marks that is not text stays marked when two write beside it, one of whom marks it, too', () => {
    const people = [[markLeaf('math_inline', 'strong')], [markLeaf('math_inline', 'em')], [type('one', 'X')]];
    expect(outcomes({ line: 'p one $x$ two', people })).toEqual(['p oneX *_$x$_* two']);
  });

  test('E11: who reads and who only looks write nothing when two write', () => {
    const others = [[type('tw', 'X')], [press('on', enter)]];
    expect(outcomesOf(bystanding('p one / p two', others))).toEqual(['p on / p e / p twXo']);
  });

  test('E12: of three who begin an empty document each finds what they wrote, once', () => {
    const words = ['one', 'two', 'six'];
    const found = outcomes({ line: '', people: words.map((word) => [typeAtEnd(word)]) });
    expect(found.length).toBeGreaterThan(1);
    for (const line of found)
      expect(
        words.map((word) => line.split(word).length),
        line,
      ).toEqual([2, 2, 2]);
  });
});
