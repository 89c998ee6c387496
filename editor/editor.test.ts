// @vitest-environment jsdom
import { describe, expect, test, vi } from 'vitest';
import { Awareness } from 'y-protocols/awareness';
import { Doc, encodeStateAsUpdate } from 'yjs';
import { createEditor, type EditorHandle } from './editor.ts';
import { createReplicas, exchange, type Replica } from './testing/replicas.fixture.ts';

function one(line = ''): Replica {
  const [replica] = createReplicas(1, line);
  if (!replica) throw new Error('A replica was asked for');
  return replica;
}

function create(doc: Doc, element = document.createElement('div')): EditorHandle {
  const awareness = new Awareness(doc);
  awareness.destroy();
  return createEditor({ element, doc, awareness, label: 'Minutes' });
}

describe('createEditor', () => {
  test('makes a content area that is not editable before it is said so', () => {
    const element = document.createElement('div');
    const editor = create(new Doc(), element);
    const content = element.querySelector('[role="textbox"]');
    expect(content).toBe(editor.view.dom);
    expect(content?.getAttribute('aria-label')).toBe('Minutes');
    expect(content?.getAttribute('aria-multiline')).toBe('true');
    expect(content?.getAttribute('aria-readonly')).toBe('true');
    expect(content?.getAttribute('contenteditable')).toBe('false');
    editor.setEditable(true);
    expect(content?.getAttribute('aria-readonly')).toBe('false');
    expect(content?.getAttribute('contenteditable')).toBe('true');
  });

  test('shows a document that is there already, and writes nothing for it (E11)', () => {
    const { doc, editor } = one('h1 one / .b *two*');
    const before = encodeStateAsUpdate(doc);
    const second = create(doc);
    second.setEditable(true);
    second.focus();
    expect(second.view.state.doc.eq(editor.view.state.doc)).toBe(true);
    expect(encodeStateAsUpdate(doc)).toEqual(before);
  });

  test('can be made again for the same document after it was destroyed (E13)', () => {
    const doc = new Doc();
    const element = document.createElement('div');
    create(doc, element).destroy();
    const editor = create(doc, element);
    editor.setEditable(true);
    editor.view.dispatch(editor.view.state.tr.insertText('one'));
    expect(element.textContent).toBe('one');
    expect(element.childElementCount).toBe(1);
    expect(editor.commands.undo()).toBe(true);
  });

  test('leaves the document to others when it is destroyed', () => {
    const [a, b] = createReplicas(2, 'p one');
    if (!a || !b) throw new Error('Two replicas were asked for');
    a.editor.destroy();
    b.type('X');
    exchange([a, b]);
    expect(encodeStateAsUpdate(a.doc)).toEqual(encodeStateAsUpdate(b.doc));
  });
});

describe('the status', () => {
  test.each([
    ['p o|ne', { kind: 'paragraph', level: undefined, marks: new Set(), linkHref: undefined, empty: false }],
    ['h3 *o|ne*', { kind: 'heading', level: 3, marks: new Set(['strong']) }],
    ['p o[ne / p tw]o', { kind: 'paragraph' }],
    ['h1 o[ne / h2 tw]o', { kind: 'mixed', level: undefined }],
    ['code o|ne', { kind: 'code_block' }],
    ['p {/a o|ne}', { linkHref: '/a', marks: new Set(['link']) }],
    ['p |', { kind: 'paragraph', empty: true }],
    ['b |', { kind: 'bullet', empty: false }],
  ])('of %s is %o', (line, status) => {
    const replica = one(line.replace(/[|[\]]/g, ''));
    replica.select(line);
    expect(replica.editor.peek()).toMatchObject(status);
  });

  test('of an empty document is that of the paragraph that will be', () => {
    expect(one().editor.peek()).toMatchObject({
      kind: 'paragraph',
      empty: true,
      canUndo: false,
      canRedo: false,
    });
  });

  test('is told when it changes, and only then', () => {
    const { editor, type } = one('p |'.replace('|', ''));
    const listener = vi.fn();
    const stop = editor.subscribe(listener);
    type('a');
    expect(listener).toHaveBeenCalledTimes(1);
    expect(listener).toHaveBeenLastCalledWith(expect.objectContaining({ empty: false, canUndo: true }));
    type('bcd');
    expect(listener).toHaveBeenCalledTimes(1);
    editor.commands.undo();
    expect(listener).toHaveBeenLastCalledWith(
      expect.objectContaining({ empty: true, canUndo: false, canRedo: true }),
    );
    expect(listener.mock.lastCall?.[0]).toBe(editor.peek());
    stop();
    editor.setEditable(false);
    expect(listener).not.toHaveBeenLastCalledWith(expect.objectContaining({ editable: false }));
    expect(editor.peek().editable).toBe(false);
  });
});

describe('commands', () => {
  test('answer whether they did anything', () => {
    const { commands } = one('b one').editor;
    expect(commands.outdent()).toBe(false);
    expect(commands.toggleChecked()).toBe(false);
    expect(commands.setKind({ kind: 'task' })).toBe(true);
    expect(commands.toggleChecked()).toBe(true);
    expect(commands.setLink('javascript:alert(1)')).toBe(false);
    expect(commands.redo()).toBe(false);
    expect(commands.undo()).toBe(true);
  });
});
