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
    'E1: one writes what two do not know, who split a block beside it and type',
    blocks,
    [[writeUnknown], [changes['splits it']], [type('gamm', 'X')]],
    ['p alpha / unknown_block / p beta / p  gammXa delta / p omega'],
  ],
  [
    'E3: one makes bold emphasis, two underline and type in it',
    'p *gamma delta* two',
    [[emphasize], [mark('amm', 'underline')], [type('delt', 'X')]],
    ['p _g+amm+a_* deltXa* two'],
  ],
  [
    'E6: one moves a block, two type in it',
    blocks,
    [[changes['moves it']], [type('gamm', 'X')], [type('be', 'Y')]],
    ['p alpha / p omega / p beYta gammXa delta'],
  ],
  [
    'E6: one moves a block, two type in it and in the one that it passes',
    blocks,
    [[changes['moves it']], [type('gamm', 'X')], [type('ome', 'Y')]],
    ['p alpha / p omeYga / p beta gammXa delta'],
  ],
  [
    'E7: two make something of a block, a third types in it',
    blocks,
    [[heading], [press('ta', setKind({ kind: 'bullet' }))], [type('gamm', 'X')]],
    ['p alpha / b beta gammXa delta / p omega', 'p alpha / h2 beta gammXa delta / p omega'],
  ],
  [
    'E8: one splits, two type in the halves',
    blocks,
    [[changes['splits it']], [type('gamm', 'X')], [type('be', 'Y')]],
    ['p alpha / p beYta / p  gammXa delta / p omega'],
  ],
  [
    'E8: one joins, two type on both sides',
    blocks,
    [[changes['joins it to the one before']], [type('gamm', 'X')], [type('alp', 'Y')]],
    ['p alpYhabeta gammXa delta / p omega'],
  ],
  [
    'E8: one deletes a block, two type in it, and what was not seen comes back',
    blocks,
    [[deleteBlock('delta')], [typeIfThere('gamm', 'X')], [typeIfThere('be', 'Y')]],
    [
      'p alpha / p X / p Y / p omega',
      'p alpha / p X / p omega',
      'p alpha / p Y / p omega',
      'p alpha / p omega',
    ],
  ],
  [
    'E9: one makes a heading and takes it back, two type in it',
    blocks,
    [[heading, undo], [type('gamm', 'X')], [type('be', 'Y')]],
    ['p alpha / p beYta gammXa delta / p omega'],
  ],
  [
    'E10: one adds a column, one a row, a third types in a cell',
    'tb p a ; p b ;; p c ; p d',
    [[press('a', addColumnAfter)], [press('c', addRowAfter)], [type('d', 'X')]],
    [
      'tb p a ; p  ; p b ;; p c ; p  ; p dX ;; p  ; p ',
      'tb p a ; p  ; p b ;; p c ; p  ; p dX ;; p  ; p  ; p ',
    ],
  ],
  [
    'E21: three type emoji with halves in common',
    'p 😀',
    [[type('😀', '😁')], [typeAtEnd('😀')], [typeAtEnd('😂')]],
    ['p 😀😁😀😂', 'p 😀😁😂😀'],
  ],
])(
  '%s: nothing else comes of it in any order of acting and hearing',
  { timeout: 60_000 },
  (...[, line, people, after]) => {
    expect(outcomes({ line, people })).toEqual(after);
  },
);
