import { expect, test } from 'vitest';
import { testCommands } from '../testing/commandCase.fixture.ts';
import { parseState } from '../testing/notation.fixture.ts';
import { removeLink, selectedHref, setLink } from './link.ts';

const x = 'https://x.org';

testCommands([
  ['setLink links the selection', setLink(x), 'p o[n]e', `p o[{${x} n]}e`],
  ['setLink completes what people type', setLink('x.org'), 'p o[n]e', `p o[{${x} n]}e`],
  ['setLink makes a mail address a link', setLink('a@x.org'), 'p o[n]e', 'p o[{mailto:a@x.org n]}e'],
  ['setLink changes the whole link around the caret', setLink(x), 'p a{/b o|*n*e}c', `p a{${x} o|*n*e}c`],
  ['setLink writes the address when nothing is selected', setLink('x.org'), 'p a|', `p a{${x} x.org|}`],
  ['setLink refuses what could run', setLink('javascript:alert(1)'), 'p o[n]e', null],
  ['setLink leaves code blocks', setLink(x), 'code o[n]e', null],
  ['removeLink takes away the link around the caret', removeLink, 'p a{/b o|ne}c', 'p ao|nec'],
  ['removeLink takes away the links in the selection', removeLink, 'p [a{/b one}c{/d e}]', 'p [aonece]'],
  ['removeLink has nothing to do in plain text', removeLink, 'p o|ne', null],
]);

test('selectedHref sees a link on either side of the caret', () => {
  expect(selectedHref(parseState('p a|{/b one}'))).toBe('/b');
  expect(selectedHref(parseState('p a{/b one|}'))).toBe('/b');
  expect(selectedHref(parseState('p |a{/b one}'))).toBeUndefined();
  expect(selectedHref(parseState('p a{/b one}{/d o|ne}'))).toBe('/d');
});
