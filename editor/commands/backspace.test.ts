import { testCommands } from '../testing/commandCase.fixture.ts';
import { backspace } from './backspace.ts';

testCommands([
  ['Backspace leaves a character to the browser', backspace, 'p on|e', null],
  ['Backspace deletes the selection', backspace, 'p o[n]e', 'p o|e'],
  ['Backspace deletes a selection over blocks', backspace, 'h1 o[ne / p tw]o', 'h1 o|o'],
  [
    'Backspace at the start of a heading makes it a paragraph',
    backspace,
    'p one / h1 |two',
    'p one / p |two',
  ],
  [
    'Backspace at the start of an item makes it a paragraph there',
    backspace,
    'b one / .b |two',
    'b one / .p |two',
  ],
  [
    'Backspace at the start of an indented paragraph brings it out',
    backspace,
    'b one / .p |two',
    'b one / p |two',
  ],
  ['Backspace at the start of a ticked task makes it a paragraph', backspace, 'T |one', 'p |one'],
  ['Backspace at the start of a paragraph joins it', backspace, 'h1 one / p |two', 'h1 one|two'],
  ['Backspace in an empty paragraph takes it away', backspace, 'b one / p |', 'b one|'],
  ['Backspace after an empty block takes that away', backspace, 'b  / p |two', 'p |two'],
  ['Backspace at the very start does nothing', backspace, 'p |one', null],
  ['Backspace after a divider takes it away', backspace, 'p one / --- / p |two', 'p one / p |two'],
  ['Backspace with a divider selected takes it away', backspace, 'p one / [---] / p two', 'p one / p |two'],
]);
