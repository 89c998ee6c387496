// @vitest-environment jsdom
import { describe, expect, onTestFinished, test } from 'vitest';
import { createTwo, type Replica, send } from '../testing/replicas.fixture.ts';

/** Two with the same document; the first one's editor is in the page and has the focus. */
function twoOf(line: string): readonly [Replica, Replica] {
  const [a, b] = createTwo(line);
  const { dom } = a.editor.view;
  document.body.append(dom);
  onTestFinished(() => dom.remove());
  a.editor.focus();
  return [a, b];
}

/** Puts the caret behind the text of the last block as a browser does, which tells of it in a later task. */
function showCaretAtEnd({ editor }: Replica): void {
  const text = editor.view.dom.lastElementChild?.firstChild;
  if (text) getSelection()?.collapse(text, text.textContent?.length);
}

function press({ editor }: Replica, key: string): void {
  const code = { key, keyCode: key === 'Enter' ? 13 : 0, bubbles: true, cancelable: true };
  editor.view.dom.dispatchEvent(new KeyboardEvent('keydown', code));
}

describe('a selection that the browser has not told of yet', () => {
  test('is where the next key acts', () => {
    const [a] = twoOf('h1 one / p two');
    showCaretAtEnd(a);
    press(a, 'Enter');
    expect(a.shown()).toBe('h1 one / p two / p |');
  });

  test('is where a command acts', () => {
    const [a] = twoOf('h1 one / p two');
    const text = a.editor.view.dom.lastElementChild?.firstChild;
    if (text) getSelection()?.setBaseAndExtent(text, 0, text, 3);
    a.editor.commands.toggleMark('em');
    expect(a.shown()).toBe('h1 one / p _[two]_');
  });

  test('stays when others write', () => {
    const [a, b] = twoOf('h1 one / p two');
    showCaretAtEnd(a);
    b.select('h1 |one / p two');
    b.type('X');
    send(b, a);
    expect(a.shown()).toBe('h1 Xone / p two|');
    expect(getSelection()?.anchorNode?.textContent).toBe('two');
  });

  test('stays when the focus is set where it is already', () => {
    const [a] = twoOf('h1 one / p two');
    showCaretAtEnd(a);
    a.editor.focus();
    expect(a.shown()).toBe('h1 one / p two|');
  });

  test('is left alone while the key belongs to an input method', () => {
    const [a] = twoOf('h1 one / p two');
    const before = a.shown();
    showCaretAtEnd(a);
    a.editor.view.dom.dispatchEvent(
      new KeyboardEvent('keydown', { key: 'Process', keyCode: 229, isComposing: true, bubbles: true }),
    );
    expect(a.shown()).toBe(before);
  });
});
