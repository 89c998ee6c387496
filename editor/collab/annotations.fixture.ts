import type { Row } from '../testing/changes.fixture.ts';

/** A block with two comments on its words. */
export const commented = 'p alpha / p be(c1)ta gam(c2)ma de(c1)lta(c2) / p omega';

/** What becomes of it when somebody changes the block while `X` and `Y` are typed in it. */
export const commentedAfter: readonly Row[] = [
  ['splits it', 'p alpha / p be(c1)ta(c1) / p (c1) gam(c2)mXa de(c1)lYta(c2) / p omega'],
  ['makes it a heading', 'p alpha / h2 be(c1)ta gam(c2)mXa de(c1)lYta(c2) / p omega'],
  ['makes it an item', 'p alpha / b be(c1)ta gam(c2)mXa de(c1)lYta(c2) / p omega'],
  ['makes it code', 'p alpha / code be(c1)ta gam(c2)mXa de(c1)lYta(c2) / p omega'],
  ['moves it', 'p alpha / p omega / p be(c1)ta gam(c2)mXa de(c1)lYta(c2)'],
  ['joins it to the one before', 'p alphabe(c1)ta gam(c2)mXa de(c1)lYta(c2) / p omega'],
];

/** A block of which, and of whose words, somebody suggests something. */
export const suggested = 'p alpha / p(+9:1)(~9:2) be(+9:3)ta gam(-9:4)ma de(+9:3)lta(-9:4) / p omega';

const words = 'be(+9:3)ta gam(-9:4)mXa de(+9:3)lYta(-9:4)';

/** What becomes of it when somebody changes the block while `X` and `Y` are typed in it. */
export const suggestedAfter: readonly Row[] = [
  [
    'splits it',
    `p alpha / p(+9:1)(~9:2) be(+9:3)ta(+9:3) / p(+9:1)(~9:2) ${words.replace('be(+9:3)ta', '(+9:3)')} / p omega`,
  ],
  ['makes it a heading', `p alpha / h2(+9:1)(~9:2) ${words} / p omega`],
  ['makes it an item', `p alpha / b(+9:1)(~9:2) ${words} / p omega`],
  ['makes it code', `p alpha / code(+9:1)(~9:2) ${words} / p omega`],
  ['moves it', `p alpha / p omega / p(+9:1)(~9:2) ${words}`],
  ['joins it to the one before', `p alpha${words} / p omega`],
];
