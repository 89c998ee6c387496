import { describe, expect, test } from 'vitest';
import { changes, type Row } from '../testing/changes.fixture.ts';
import { outcomes } from '../testing/company.fixture.ts';
import { mark, setOfBlock, type } from '../testing/deed.fixture.ts';
import { commented, commentedAfter, suggested, suggestedAfter } from './annotations.fixture.ts';

describe('three at once, in whatever order they hear of each other', { timeout: 60_000 }, () => {
  const line = commented;

  test.each(commentedAfter)(
    'E19: a comment stays on its words when one %s while two type in it',
    (...[change, after]) => {
      const people = [[changes[change]], [type('gamm', 'X')], [type('del', 'Y')]];
      expect(outcomes({ line, people })).toEqual([after]);
    },
  );

  test.each<Row>([
    ['splits it', 'p alpha / p be(c1)ta(c1) / p (c1) (c3)ga(c4)m(c3)(c2)ma(c4) de(c1)lta(c2) / p omega'],
    ['makes it an item', 'p alpha / b be(c1)ta (c3)ga(c4)m(c3)(c2)ma(c4) de(c1)lta(c2) / p omega'],
    ['joins it to the one before', 'p alphabe(c1)ta (c3)ga(c4)m(c3)(c2)ma(c4) de(c1)lta(c2) / p omega'],
  ])('E19: two comments on words that overlap are both there when one %s', (...[change, after]) => {
    const people = [
      [changes[change]],
      [mark('gam', 'comment', { thread: '3' })],
      [mark('mma', 'comment', { thread: '4' })],
    ];
    expect(outcomes({ line, people })).toEqual([after]);
  });

  test.each(suggestedAfter)(
    'E20: what is suggested is the same for all when one %s while two type in it',
    (...[change, after]) => {
      const people = [[changes[change]], [type('gamm', 'X')], [type('del', 'Y')]];
      expect(outcomes({ line: suggested, people })).toEqual([after]);
    },
  );

  test('E20: what two suggest at once of a block and its words is all there when one makes it a heading', () => {
    const people = [
      [changes['makes it a heading']],
      [setOfBlock('gam', { deletion: '8:1' })],
      [mark('amm', 'insertion', { id: '7:1' })],
    ];
    expect(outcomes({ line: suggested, people })).toEqual([
      'p alpha / h2(+9:1)(-8:1)(~9:2) be(+9:3)ta g(+7:1)am(-9:4)m(+7:1)a de(+9:3)lta(-9:4) / p omega',
    ]);
  });
});
