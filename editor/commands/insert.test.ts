import { testCommands } from '../testing/commandCase.fixture.ts';
import { insertDivider, insertHardBreak } from './insert.ts';

testCommands([
  ['insertHardBreak breaks the line', insertHardBreak, 'b on|e', 'b on\\|e'],
  ['insertHardBreak replaces the selection', insertHardBreak, 'p o[n]e', 'p o\\|e'],
  ['insertHardBreak leaves code', insertHardBreak, 'code one|', 'code one / p |'],
  [
    'insertDivider comes after the block with the caret',
    insertDivider,
    'p o|ne / p two',
    'p one / --- / p |two',
  ],
  ['insertDivider makes a paragraph to go on in', insertDivider, 'p one|', 'p one / --- / p |'],
  ['insertDivider comes before an empty paragraph', insertDivider, 'p one / p |', 'p one / --- / p |'],
  ['insertDivider begins an empty document', insertDivider, '', '--- / p |'],
]);
