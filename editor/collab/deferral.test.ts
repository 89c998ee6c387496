import { TextSelection } from 'prosemirror-state';
import { describe, expect, test } from 'vitest';
import { enter } from '../commands/enter.ts';
import { Author } from '../intent/author.ts';
import { parseDoc, showDoc } from '../testing/notation.fixture.ts';
import { FakeClock } from '../testing/time.fixture.ts';

/** Somebody who composes in the first block, behind `one`, and somebody else who doesn't. */
function compose(line: string) {
  const clock = new FakeClock();
  const [a, b] = [new Author(1, { mayWrite: true, clock }), new Author(2, { mayWrite: true })];
  a.dispatch(a.state.tr.insert(0, parseDoc(line).content));
  tell(a, b);
  a.dispatch(a.state.tr.setSelection(TextSelection.create(a.state.doc, 4)));
  a.composing = true;
  return { a, b, clock };
}

function tell(from: Author, to: Author): void {
  for (const update of from.outbox.splice(0)) to.receive(update);
}

function insert(author: Author, text: string, ...[from, to = from]: readonly [number, number?]): void {
  author.dispatch(author.state.tr.insertText(text, from, to));
}

const shown = (...authors: readonly Author[]) => authors.map(({ state }) => showDoc(state.doc));

/** A transaction after which the page reports that nothing is composed any more. */
function endComposition(author: Author): void {
  author.composing = false;
  author.dispatch(author.state.tr);
}

describe('E14: while an input method composes', () => {
  test('its block stays as it is drawn, and all others follow at once', () => {
    const { a, b } = compose('p one / p two');
    insert(b, 'X', 1);
    insert(b, 'Y', 9);
    const block = a.state.doc.firstChild;
    tell(b, a);
    expect(shown(a, b)).toEqual(['p one / p twYo', 'p Xone / p twYo']);
    expect(a.state.doc.firstChild).toBe(block);
    endComposition(a);
    expect(shown(a)).toEqual(shown(b));
    expect(a.state.selection.head).toBe(5);
    expect(a.binding.redrawn).toBe(0);
  });

  test('what is composed reaches the others letter by letter, at its place', () => {
    const { a, b } = compose('p one / p two');
    insert(b, 'before ', 1);
    insert(b, ' after', 11);
    tell(b, a);
    insert(a, 'か', 4);
    insert(a, 'かん', 4, 5);
    insert(a, '漢', 4, 6);
    tell(a, b);
    expect(shown(a, b)).toEqual(['p one漢 / p two', 'p before one漢 after / p two']);
    insert(b, '!', 1);
    tell(b, a);
    insert(a, '字', 5);
    endComposition(a);
    tell(a, b);
    expect(shown(a, b)).toEqual(Array(2).fill('p !before one漢字 after / p two'));
    expect(a.state.selection.head).toBe(14);
  });

  test('a block that is inserted before it moves it, and nothing is mixed up', () => {
    const { a, b } = compose('p one / p two');
    insert(b, 'X', 2);
    tell(b, a);
    b.dispatch(b.state.tr.insert(0, parseDoc('p zero').content));
    tell(b, a);
    expect(shown(a)).toEqual(['p zero / p one / p two']);
    insert(a, '漢', 10);
    tell(a, b);
    endComposition(a);
    expect(shown(a, b)).toEqual(Array(2).fill('p zero / p oXne漢 / p two'));
  });

  test('it is not kept back for longer than ten seconds', () => {
    const { a, b, clock } = compose('p one / p two');
    insert(b, 'X', 1);
    tell(b, a);
    clock.pass(9_999);
    expect(shown(a)).toEqual(['p one / p two']);
    clock.pass(1);
    expect(shown(a)).toEqual(['p Xone / p two']);
  });

  test('a block that is deleted is gone at once', () => {
    const { a, b } = compose('p one / p two');
    insert(b, 'X', 1);
    tell(b, a);
    b.dispatch(b.state.tr.delete(0, 6));
    tell(b, a);
    expect(shown(a)).toEqual(['p two']);
  });

  test('it goes on where something that one has typed elsewhere is lost, which comes back when it ends', () => {
    const { a, b } = compose('p one / p two');
    insert(a, 'Z', 8);
    insert(b, 'X', 1);
    b.dispatch(b.state.tr.delete(6, 11));
    const block = a.state.doc.firstChild;
    tell(b, a);
    expect(a.state.doc.firstChild).toBe(block);
    endComposition(a);
    expect(shown(a)).toEqual(['p Xone / p Z']);
    tell(a, b);
    expect(shown(b)).toEqual(shown(a));
  });

  test('Enter in it is an ordinary edit', () => {
    const { a, b } = compose('p one and / p two');
    insert(b, 'X', 1);
    tell(b, a);
    a.composing = false;
    a.run(enter);
    tell(a, b);
    tell(b, a);
    expect(shown(a, b)).toEqual(Array(2).fill('p Xone / p  and / p two'));
  });

  test('an attribute of it is changed when it ends, and undo is at once', () => {
    const { a, b } = compose('p one / p two');
    b.dispatch(b.state.tr.setNodeAttribute(0, 'kind', 'bullet'));
    tell(b, a);
    expect(shown(a)).toEqual(['p one / p two']);
    endComposition(a);
    expect(shown(a)).toEqual(['b one / p two']);
  });
});
