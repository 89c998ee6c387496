import { describe, expect, test } from 'vitest';
import { enter } from '../commands/enter.ts';
import { setKind, toggleCodeBlock } from '../commands/kind.ts';
import { moveDown } from '../commands/move.ts';
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

describe('in whatever order two hear of each other', () => {
  test.each<ChangeRow>([
    ['splits it', 'p alpha / p beta / p  gamma deltaXY / p omega'],
    ['makes it a heading', 'p alpha / h2 beta gamma deltaXY / p omega'],
    ['makes it code', 'p alpha / code beta gamma deltaXY / p omega'],
    ['moves it', 'p alpha / p omega / p beta gamma deltaXY'],
    ['joins it to the one before', 'p alphabeta gamma deltaXY / p omega'],
  ])('E8: who types on in a block types behind their words when the other %s', (...[change, after]) => {
    const line = 'p alpha / p beta gamma delta / p omega';
    expect(outcomesOf(typingOn(line, [[changes[change]]]))).toEqual([after]);
  });

  test('E8: who types on types behind their words when the other splits those off', () => {
    const line = 'p beta gamma delta';
    expect(outcomesOf(typingOn(line, [[press('gamma', enter)]]))).toEqual(['p beta gamma / p  deltaXY']);
  });

  test.each([
    ['types in the same block', [type('al', 'X'), type('tw', 'Y')], 'p alXpha one漢 / p twYo'],
    ['makes it a heading', [heading, type('al', 'X')], 'h2 alXpha one漢 / p two'],
  ] as const)(
    'E14: who composes is not disturbed, and nothing is lost, when the other %s',
    (...[, other, after]) => {
      expect(outcomesOf(undisturbed('p alpha one / p two', [other]))).toEqual([after]);
    },
  );

  test.each([
    ['splits its block', press('pha', enter), 'p alpha / p  one漢 / p twYo'],
    ['moves it', press('pha', moveDown), 'p twYo / p alpha one漢'],
    ['makes it code', press('pha', toggleCodeBlock), 'code alpha one漢 / p twYo'],
  ] as const)('E14: what is composed goes along when the other %s', (...[, change, after]) => {
    const found = outcomesOf(composing('p alpha one / p two', [[change, type('tw', 'Y')]]));
    expect(found).toContain(after);
    // What it replaces comes back where the other, who had seen it, has written it anew by then.
    expect(new Set(found.map((line) => line.replace(/か/, '')))).toEqual(new Set([after]));
  });

  test.each([
    [
      'a divider that the other deletes',
      'p one / --- / p two',
      selectDivider,
      [deleteDivider, type('tw', 'X')],
      'p one / p twXo',
    ],
    [
      'a divider after what the other writes',
      'p one / --- / p two',
      selectDivider,
      [press('on', enter), type('tw', 'X')],
      'p on / p e / --- / p twXo',
    ],
    [
      'cells of which the other takes away a row',
      'tb p a ; p b ;; p c ; p d',
      selectCells('a', 'd'),
      [press('b', tables.deleteRow), type('d', 'X')],
      'tb p c ; p dX',
    ],
    [
      'cells to which the other adds a column',
      'tb p a ; p b ;; p c ; p d',
      selectCells('a', 'c'),
      [press('a', tables.addColumnAfter), type('d', 'X')],
      'tb p a ; p  ; p b ;; p c ; p  ; p dX',
    ],
  ] as const)('E15: one has selected %s', (...[, line, select, other, after]) => {
    expect(outcomesOf(selecting(line, select, [other]))).toEqual([after]);
  });

  test('E4: what one marks that is not text stays marked when the other writes beside it', () => {
    const line = 'p one $x$ two';
    const people = [[markLeaf('math_inline', 'strong')], [type('one', 'X'), press('tw', enter)]];
    expect(outcomes({ line, people })).toEqual(['p oneX *$x$* tw / p o']);
  });

  test('E11: who reads and who only looks write nothing when another writes', () => {
    const other = [type('tw', 'X'), press('on', enter), press('wX', setKind({ kind: 'bullet' }))];
    expect(outcomesOf(bystanding('p one / p two', [other]))).toEqual(['p on / p e / b twXo']);
  });

  test('E12: of two who begin an empty document each finds what they wrote, once', () => {
    const people = [[typeAtEnd('one')], [typeAtEnd('two')]];
    expect(outcomes({ line: '', people })).toEqual(['p one / p two', 'p onetwo', 'p twoone']);
  });
});
