// @vitest-environment jsdom
import { afterEach, describe, expect, test, vi } from 'vitest';
import { enter } from '../commands/enter.ts';
import { setKind } from '../commands/kind.ts';
import { outcomesOf } from '../testing/company.fixture.ts';
import { press, type } from '../testing/deed.fixture.ts';
import { pointing, remaking, watching } from './ownPage.fixture.ts';

vi.useFakeTimers();
afterEach(() => vi.clearAllTimers());

const line = 'p one / p two / p six / p end';
const bullet = setKind({ kind: 'bullet' });

describe('in whatever order three hear of each other', { timeout: 60_000 }, () => {
  test('E5, E16: what two write comes as small steps; marks to come, decorations, other blocks and the place on the page stay', () => {
    const others = [
      [type('tw', 'X'), type('si', 'Y')],
      [press('s', bullet), type('ne', 'Z')],
    ];
    expect(outcomesOf(watching(line, others))).toEqual(['p one*A*Z / p twXo / b siYx / p end']);
  });

  test('E13: what one typed is taken back after the view is made anew, and what two wrote stays', () => {
    const others = [[type('on', 'X')], [press('tw', enter)]];
    expect(outcomesOf(remaking(line, others))).toEqual(['p onXe / p tw / p o / p six / p end']);
  });

  test('E17: somebody else is seen behind the character that they are behind, whatever comes first', () => {
    const others = [[type('on', 'X')], [press('six', bullet)]];
    expect(outcomesOf(pointing(line, others))).toEqual(['p onXeA / p two / b six / p end']);
  });
});
