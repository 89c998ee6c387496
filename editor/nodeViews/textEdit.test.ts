import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { differenceBetween, followRange, movePosition, type TextEdit } from './textEdit.ts';

const words = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '🙂', '🙃', 'é'), maxLength: 12 });
const wholeCharacters = (text: string) => !/[\ud800-\udfff]/u.test(text);

function apply(text: string, { index, removed, inserted }: TextEdit): string {
  return text.slice(0, index) + inserted + text.slice(index + removed);
}

/** The difference, checked: it makes `after` of `before`. */
function difference(before: string, after: string, caret = after.length): TextEdit | undefined {
  const edit = differenceBetween({ before, after, caret });
  expect(edit === undefined ? before : apply(before, edit)).toBe(after);
  return edit;
}

describe('differenceBetween', () => {
  test('is nothing when nothing changed', () => expect(difference('same', 'same')).toBeUndefined());

  test('is one letter when one letter was typed', () =>
    expect(difference('helo', 'hello', 4)).toEqual({ index: 3, removed: 0, inserted: 'l' }));

  test('is where the caret is when several places would do', () => {
    expect(difference('aaa', 'aaaa', 1)).toEqual({ index: 0, removed: 0, inserted: 'a' });
    expect(difference('aaa', 'aaaa', 3)).toEqual({ index: 2, removed: 0, inserted: 'a' });
    expect(difference('aaa', 'aa', 1)).toEqual({ index: 1, removed: 1, inserted: '' });
  });

  test('E21: replaces a whole emoji when only its second half differs', () =>
    expect(difference('x🙂y', 'x🙃y', 3)).toEqual({ index: 1, removed: 2, inserted: '🙃' }));

  test('E21: makes the one text of the other with whole characters for any two texts', () =>
    fc.assert(
      fc.property(words, words, fc.nat(30), (before, after, at) => {
        const edit = difference(before, after, Math.min(at, after.length));
        const removed = before.slice(edit?.index, (edit?.index ?? 0) + (edit?.removed ?? 0));
        return wholeCharacters(edit?.inserted ?? '') && (edit === undefined || wholeCharacters(removed));
      }),
    ));
});

describe('movePosition', () => {
  const moved = (position: number, ...edits: TextEdit[]) => movePosition(position, edits);

  test('stays when others type behind it or right at it', () => {
    expect(moved(2, { index: 3, removed: 0, inserted: 'xx' })).toBe(2);
    expect(moved(2, { index: 2, removed: 0, inserted: 'xx' })).toBe(2);
  });
  test('moves along when others type before it', () =>
    expect(moved(2, { index: 0, removed: 1, inserted: 'xyz' })).toBe(4));
  test('goes to the edge when the text around it is removed', () =>
    expect(moved(3, { index: 1, removed: 5, inserted: '' })).toBe(1));
});

describe('followRange', () => {
  const followed = (index: number, length: number, ...edits: TextEdit[]) =>
    followRange({ index, length }, edits);

  test('splits when somebody typed inside', () =>
    expect(followed(1, 3, { index: 2, removed: 0, inserted: 'xy' })).toEqual([
      { index: 1, length: 1 },
      { index: 4, length: 2 },
    ]));
  test('shrinks when somebody removed a part', () =>
    expect(followed(1, 3, { index: 2, removed: 9, inserted: '' })).toEqual([{ index: 1, length: 1 }]));
});
