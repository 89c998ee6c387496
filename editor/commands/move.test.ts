import { testCommands } from '../testing/commandCase.fixture.ts';
import { moveDown, moveTo, moveUp } from './move.ts';

testCommands([
  ['moveUp changes places with the block before', moveUp, 'p one / h1 t|wo', 'h1 t|wo / p one'],
  ['moveUp leaves the first', moveUp, 'p o|ne / p two', null],
  ['moveUp takes along what is in an item', moveUp, 'p one / b t|wo / .p three', 'b t|wo / .p three / p one'],
  [
    'moveUp goes over all of the item before',
    moveUp,
    'b one / .b two / b th|ree',
    'b th|ree / b one / .b two',
  ],
  ['moveUp over its parent comes out as far as it must', moveUp, 'b one / .b t|wo', 'b t|wo / b one'],
  ['moveUp takes all selected blocks', moveUp, 'p one / p t[wo / p th]ree', 'p t[wo / p th]ree / p one'],
  ['moveDown changes places with the block after', moveDown, 'p o|ne / p two', 'p two / p o|ne'],
  [
    'moveDown goes over all of the item after',
    moveDown,
    'p o|ne / b two / .b three',
    'b two / .b three / p o|ne',
  ],
  ['moveDown leaves the last', moveDown, 'p one / b t|wo / .b three', null],
  ['moveDown moves what is selected as a whole', moveDown, '[---] / p two', 'p two / [---]'],
  [
    'a block that is dragged leaves what else is selected as it is',
    moveTo({ from: 0, to: 5 }, 10),
    'p one / p two / [---]',
    'p two / p one / [---]',
  ],
  ['moveDown stays in its cell', moveDown, 'tb p on|e ; p two', null],
]);
