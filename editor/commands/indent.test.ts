import { testCommands } from '../testing/commandCase.fixture.ts';
import { indent, outdent } from './indent.ts';

testCommands([
  ['indent puts an item under the one before', indent, 'b one / b tw|o', 'b one / .b tw|o'],
  ['indent goes no deeper than one below what is before', indent, 'b one / .b tw|o', null],
  ['indent leaves the first block', indent, 'b on|e', null],
  ['indent ends at the greatest depth', indent, '........b one / ........b tw|o', null],
  ['indent takes all selected blocks', indent, 'b one / b t[wo / .b thr]ee', 'b one / .b t[wo / ..b thr]ee'],
  ['outdent brings an item out', outdent, 'b one / .n tw|o', 'b one / n tw|o'],
  ['outdent leaves what is out already', outdent, 'b on|e', null],
  [
    'outdent takes all selected blocks',
    outdent,
    'b o[ne / .b two / ..b thr]ee',
    'b o[ne / b two / .b thr]ee',
  ],
]);
