import { expect, test } from 'vitest';
import { testCommands } from '../testing/commandCase.fixture.ts';
import { parseState } from '../testing/notation.fixture.ts';
import { activeMarks, toggleMark } from './mark.ts';

const strong = toggleMark('strong');

testCommands([
  ['toggleMark marks the selection', strong, 'p o[n]e', 'p o[*n]*e'],
  ['toggleMark takes a mark away when all has it', strong, 'p *o[n]e*', 'p *o*[n]*e*'],
  ['toggleMark marks all when some has it', strong, 'p [o*n*e]', 'p [*one]*'],
  ['toggleMark marks over blocks', strong, 'p o[ne / b tw]o', 'p o[*ne* / b *tw]*o'],
  ['toggleMark adds to other marks', toggleMark('em'), 'p o[*n]*e', 'p o[*_n_]*e'],
  ['toggleMark marks text around a hard break, and not the break (E4)', strong, 'p [o\\ne]', 'p [*o*\\*ne*]'],
  ['toggleMark takes a mark away around a hard break', strong, 'p [*o*\\*ne*]', 'p [o\\ne]'],
  ['toggleMark leaves code blocks', strong, 'code o[n]e', null],
]);

test('activeMarks are those of all selected text', () => {
  expect([...activeMarks(parseState('p *o[n_e]_*'))]).toEqual(['strong']);
  expect([...activeMarks(parseState('p *o[n*e]'))]).toEqual([]);
});

test('activeMarks are those of what is typed next when there is a caret', () => {
  const state = parseState('p o|ne');
  let next = state;
  strong(state, (tr) => {
    next = state.apply(tr);
  });
  expect([...activeMarks(next)]).toEqual(['strong']);
});
