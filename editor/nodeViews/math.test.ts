// @vitest-environment jsdom
import { describe, expect, onTestFinished, test } from 'vitest';
import { createTwo, exchange, type Replica, send } from '../testing/replicas.fixture.ts';

function twoOf(line: string): readonly [Replica, Replica] {
  const [a, b] = createTwo(line);
  for (const { editor } of [a, b]) {
    document.body.append(editor.view.dom);
    onTestFinished(() => {
      editor.view.dom.remove();
      editor.destroy();
    });
  }
  return [a, b];
}

function open({ editor }: Replica): HTMLTextAreaElement {
  editor.view.dom.querySelector<HTMLElement>('[data-math]')?.click();
  const field = editor.view.dom.querySelector('textarea');
  if (!field) throw new Error('The formula did not open');
  return field;
}

/** Types as a browser does, which tells of it afterwards. */
function type(field: HTMLTextAreaElement, text: string): void {
  const { selectionStart, value } = field;
  field.value = value.slice(0, selectionStart) + text + value.slice(selectionStart);
  field.setSelectionRange(selectionStart + text.length, selectionStart + text.length);
  field.dispatchEvent(new Event('input'));
}

describe('a formula', () => {
  test('is written in its field, and both keep what they type at once (E21)', () => {
    const [a, b] = twoOf('p one $x$ two');
    const field = open(a);
    type(field, '^2');
    b.editor.view.dispatch(b.editor.view.state.tr.insertText('😀+', 'one '.length + 2));
    exchange([a, b]);
    expect(field.value).toBe('😀+x^2');
    expect(field.selectionStart).toBe('😀+x^2'.length);
    expect([a, b].map(({ editor }) => editor.view.state.doc.textContent)).toEqual([
      'one 😀+x^2 two',
      'one 😀+x^2 two',
    ]);
  });

  test('is left by Escape, and the caret stands after it', () => {
    const [a] = twoOf('p one $x$ two');
    const field = open(a);
    field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', cancelable: true, bubbles: true }));
    expect(a.editor.view.dom.querySelector('textarea')).toBeNull();
    a.type('!');
    expect(a.shown()).toBe('p one $x$!| two');
  });

  test('is gone with its field when somebody else deletes it', () => {
    const [a, b] = twoOf('math x / p two');
    open(a);
    b.editor.view.dispatch(b.editor.view.state.tr.delete(0, 3));
    send(b, a);
    expect(a.editor.view.dom.querySelector('textarea')).toBeNull();
    expect(a.shown()).toContain('p ');
  });

  test('can not be opened by readers', () => {
    const [a] = twoOf('math x / p two');
    a.editor.setEditable(false);
    expect(() => open(a)).toThrow();
  });
});
