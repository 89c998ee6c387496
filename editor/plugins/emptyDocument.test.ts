// @vitest-environment jsdom
import { expect, test } from 'vitest';
import { Awareness } from 'y-protocols/awareness';
import { Doc } from 'yjs';
import { createEditor } from '../editor.ts';
import { showState } from '../testing/notation.fixture.ts';

function create(editable: boolean) {
  const doc = new Doc();
  const awareness = new Awareness(doc);
  awareness.destroy();
  return createEditor({
    element: document.createElement('div'),
    doc,
    awareness,
    editable,
    placeholder: 'Write',
  });
}

test('the placeholder shows while there is nothing to read', () => {
  const { view, commands } = create(true);
  expect(view.dom.dataset.placeholder).toBe('Write');
  commands.setKind({ kind: 'paragraph' });
  expect(view.dom.dataset.placeholder).toBe('Write');
  commands.setKind({ kind: 'bullet' });
  expect(view.dom.dataset.placeholder).toBeUndefined();
});

test.each([
  ['a composition begins', () => new CompositionEvent('compositionstart')],
  [
    'text is about to be inserted',
    () => new InputEvent('beforeinput', { inputType: 'insertText', data: 'x' }),
  ],
])('the first block is made when %s', (...[, event]) => {
  const { view } = create(true);
  view.dom.dispatchEvent(event());
  expect(showState(view.state)).toBe('p |');
});

test('no block is made when something is deleted, or by somebody who only reads', () => {
  const writer = create(true);
  writer.view.dom.dispatchEvent(new InputEvent('beforeinput', { inputType: 'deleteContentBackward' }));
  expect(writer.view.state.doc.childCount).toBe(0);
  const reader = create(false);
  reader.view.dom.dispatchEvent(new InputEvent('beforeinput', { inputType: 'insertText', data: 'x' }));
  expect(reader.view.state.doc.childCount).toBe(0);
});

test('pasted blocks are the first ones, without an empty one beside them', () => {
  const { view } = create(true);
  // jsdom has no clipboard events; ProseMirror only hands this one on.
  view.pasteHTML('<h2>One</h2><p>two</p>', new Event('paste') as ClipboardEvent);
  expect(showState(view.state)).toBe('h2 One / p two|');
});
