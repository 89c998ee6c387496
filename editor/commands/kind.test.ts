import { testCommands } from '../testing/commandCase.fixture.ts';
import { setKind, toggleCodeBlock } from './kind.ts';

const bullet = setKind({ kind: 'bullet' });
const heading = setKind({ kind: 'heading', level: 2 });

testCommands([
  ['setKind makes a paragraph a heading', heading, 'p on|e', 'h2 on|e'],
  ['setKind changes the level of a heading', heading, 'h3 on|e', 'h2 on|e'],
  ['setKind makes a heading a paragraph again when it is one already', heading, 'h2 on|e', 'p on|e'],
  ['setKind takes level one when none is given', setKind({ kind: 'heading' }), 'p |', 'h1 |'],
  ['setKind keeps marks and hard breaks', bullet, 'p *on|e*\\_two_', 'b *on|e*\\_two_'],
  ['setKind keeps the indent', bullet, 'b one / .p t|wo', 'b one / .b t|wo'],
  ['setKind changes every selected block', bullet, 'p o[ne / h1 two / q thr]ee', 'b o[ne / b two / b thr]ee'],
  ['setKind takes all along when only some are so', bullet, 'b o[ne / p tw]o', 'b o[ne / b tw]o'],
  ['setKind undoes all when all are so', bullet, 'b o[ne / b tw]o', 'p o[ne / p tw]o'],
  ['setKind unticks what was a task', bullet, 'T on|e', 'b on|e'],
  ['setKind leaves a divider in the selection', bullet, 'p o[ne / --- / p tw]o', 'b o[ne / --- / b tw]o'],
  ['setKind makes code text', heading, 'code on|e', 'h2 on|e'],
  [
    'setKind makes code and text the same',
    bullet,
    'p o[ne / code two / code th]ree',
    'b o[ne / b two / b th]ree',
  ],
  ['setKind begins an empty document', heading, '', 'h2 |'],
  ['setKind has nothing to do on a divider', heading, '[---]', null],
  ['toggleCodeBlock takes marks away', toggleCodeBlock, 'p *on|e*', 'code on|e'],
  ['toggleCodeBlock makes hard breaks new lines', toggleCodeBlock, 'p on|e\\two', 'code on|e\ntwo'],
  ['toggleCodeBlock makes code a paragraph again', toggleCodeBlock, 'code on|e', 'p on|e'],
  ['toggleCodeBlock keeps the indent', toggleCodeBlock, 'b one / .b t|wo', 'b one / .code t|wo'],
]);
