import { describe, expect, test } from 'vitest';
import { type Change, changes, type Row } from '../testing/changes.fixture.ts';
import { outcomes } from '../testing/company.fixture.ts';
import { mark, setOfBlock, type } from '../testing/deed.fixture.ts';
import { commented, commentedAfter, suggested, suggestedAfter } from './annotations.fixture.ts';

const writes = [type('gamm', 'X'), type('del', 'Y')];

describe('E19: a comment stays on its words', () => {
  const line = commented;

  test.each(commentedAfter)('when one %s while the other types in it', (...[change, after]) => {
    expect(outcomes({ line, people: [[changes[change]], writes] })).toEqual([after]);
  });

  test('when the other comments on some of the same words', () => {
    const comments = [mark('gamm', 'comment', { thread: '4' }), type('gamma', 'X')];
    const people = [[mark('ta gam', 'comment', { thread: '3' })], comments];
    expect(outcomes({ line, people })).toEqual([
      'p alpha / p be(c1)(c3)ta (c4)gam(c3)(c2)m(c4)aX de(c1)lta(c2) / p omega',
    ]);
  });

  const comment = [mark('gam', 'comment', { thread: '3' })];

  test.each<Row>([
    ['splits it', 'p alpha / p be(c1)ta(c1) / p (c1) (c3)gam(c3)(c2)ma de(c1)lta(c2) / p omega'],
    ['makes it a heading', 'p alpha / h2 be(c1)ta (c3)gam(c3)(c2)ma de(c1)lta(c2) / p omega'],
    ['joins it to the one before', 'p alphabe(c1)ta (c3)gam(c3)(c2)ma de(c1)lta(c2) / p omega'],
  ])('when one %s while it is made', (...[change, after]) => {
    expect(outcomes({ line, people: [[changes[change]], comment] })).toEqual([after]);
  });

  test.each<Row>([
    ['moves it', 'p alpha / p omega / p be(c1)ta gam(c2)ma de(c1)lta(c2)'],
    ['makes it code', 'p alpha / code be(c1)ta gam(c2)ma de(c1)lta(c2) / p omega'],
  ])(
    'but one that is made while another %s may be left behind, since the words are written anew',
    (...[change, left]) => {
      const after = left.replace('gam', '(c3)gam(c3)');
      expect(outcomes({ line, people: [[changes[change]], comment] })).toEqual([after, left]);
    },
  );
});

describe('E20: what is suggested of words and of a block is the same for all', () => {
  const line = suggested;

  test.each(suggestedAfter)('when one %s while the other types in it', (...[change, after]) => {
    expect(outcomes({ line, people: [[changes[change]], writes] })).toEqual([after]);
  });

  const suggests = [setOfBlock('gam', { deletion: '8:1' }), mark('amm', 'insertion', { id: '8:2' })];
  const both = 'be(+9:3)ta g(+8:2)am(-9:4)m(+8:2)a de(+9:3)lta(-9:4)';

  test.each<Row>([
    ['makes it a heading', `p alpha / h2(+9:1)(-8:1)(~9:2) ${both} / p omega`],
    ['makes it an item', `p alpha / b(+9:1)(-8:1)(~9:2) ${both} / p omega`],
  ])('when one %s while the other suggests something else, too', (...[change, after]) => {
    expect(outcomes({ line, people: [[changes[change]], suggests] })).toEqual([after]);
  });

  test.each<Change>(['splits it', 'makes it code', 'moves it', 'joins it to the one before'])(
    'and when one %s, which may leave behind what the other suggests of it at the time',
    (change) => {
      const found = outcomes({ line, people: [[changes[change]], suggests] });
      expect(found.length).toBeGreaterThan(1);
      // Whichever it is, nothing of what was there is taken away, and the words are whole.
      for (const after of found)
        expect(after.replaceAll(/\([+~-]8:\d\)/g, '')).toBe(
          outcomes({ line, people: [[changes[change]]] })[0],
        );
    },
  );
});
