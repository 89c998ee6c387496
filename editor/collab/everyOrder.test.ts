import { expect, test } from 'vitest';
import { setKind } from '../commands/kind.ts';
import { createTableFeature } from '../tables/feature.ts';
import { changes } from '../testing/changes.fixture.ts';
import { outcomes } from '../testing/company.fixture.ts';
import { deleteBlock, mark, press, type, typeAtEnd, undo } from '../testing/deed.fixture.ts';
import { blocks, emphasize, type Row, typeIfThere, writeUnknown } from './everyOrder.fixture.ts';

const { addColumnAfter, addRowAfter } = createTableFeature().commands;
const heading = changes['makes it a heading'];

test.each<Row>([
  [
    'E1: one writes what the other does not know, who splits a block beside it and types',
    blocks,
    [[writeUnknown], [changes['splits it'], type('gamm', 'X')]],
    ['p alpha / unknown_block / p beta / p  gammXa delta / p omega'],
  ],
  [
    'E3: one makes bold emphasis, the other types and underlines in it',
    'p *gamma delta* two',
    [[emphasize], [mark('amm', 'underline'), type('delt', 'X')]],
    ['p _g+amm+a_* deltXa* two'],
  ],
  [
    'E6: one moves a block, the other types in it and in the one that it passes',
    blocks,
    [[changes['moves it']], [type('gamm', 'X'), type('ome', 'Y')]],
    ['p alpha / p omeYga / p beta gammXa delta'],
  ],
  [
    'E7: one makes a heading, the other an item, and types in it',
    blocks,
    [[heading], [press('ta', setKind({ kind: 'bullet' })), type('gamm', 'X')]],
    ['p alpha / b beta gammXa delta / p omega', 'p alpha / h2 beta gammXa delta / p omega'],
  ],
  [
    'E8: one splits, the other types in both halves',
    blocks,
    [[changes['splits it']], [type('gamm', 'X'), type('be', 'Y')]],
    ['p alpha / p beYta / p  gammXa delta / p omega'],
  ],
  [
    'E8: one joins, the other types on both sides',
    blocks,
    [[changes['joins it to the one before']], [type('gamm', 'X'), type('alp', 'Y')]],
    ['p alpYhabeta gammXa delta / p omega'],
  ],
  [
    'E8: one deletes a block, the other types in it, and what was not seen comes back',
    blocks,
    [[deleteBlock('delta')], [typeIfThere('gamm', 'X')]],
    ['p alpha / p X / p omega', 'p alpha / p omega'],
  ],
  [
    'E9: one makes a heading and takes it back, the other types in it',
    blocks,
    [
      [heading, undo],
      [type('gamm', 'X'), type('be', 'Y')],
    ],
    ['p alpha / p beYta gammXa delta / p omega'],
  ],
  [
    'E10: one adds a column, the other a row, and types in a cell',
    'tb p a ; p b ;; p c ; p d',
    [[press('a', addColumnAfter)], [press('c', addRowAfter), type('d', 'X')]],
    [
      'tb p a ; p  ; p b ;; p c ; p  ; p dX ;; p  ; p ',
      'tb p a ; p  ; p b ;; p c ; p  ; p dX ;; p  ; p  ; p ',
    ],
  ],
  [
    'E21: both type emoji with halves in common',
    'p 😀',
    [[type('😀', '😁')], [typeAtEnd('😀'), typeAtEnd('😂')]],
    ['p 😀😁😀😂'],
  ],
])('%s: nothing else comes of it in any order of acting and hearing', (...[, line, people, after]) => {
  expect(outcomes({ line, people })).toEqual(after);
});
