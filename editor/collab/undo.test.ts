// @vitest-environment jsdom
import { describe, expect, test } from 'vitest';
import { showDoc } from '../testing/notation.fixture.ts';
import { createTwo, exchange, pause } from '../testing/replicas.fixture.ts';

describe('undo', () => {
  test("takes back one's own text only", () => {
    const [a, b] = createTwo('p one');
    a.select('p one|');
    a.type('A');
    exchange([a, b]);
    b.select('p oneA|');
    b.type('B');
    exchange([a, b]);
    a.editor.commands.undo();
    exchange([a, b]);
    expect(showDoc(b.editor.view.state.doc)).toBe('p oneB');
    expect(a.editor.peek()).toMatchObject({ canUndo: false, canRedo: true });
    a.editor.commands.redo();
    expect(showDoc(a.editor.view.state.doc)).toBe('p oneAB');
  });

  test('takes back what was typed in one go, and what was done to it before that by itself', () => {
    const [a] = createTwo('p one');
    a.select('p one|');
    a.type(' two');
    a.press('Enter');
    a.type('three');
    a.editor.commands.setKind({ kind: 'bullet' });
    a.type('!');
    a.select('p |one two / b three!');
    a.type('x');
    const steps = ['p one two / b three!', 'p one two / p three', 'p one two', 'p one'];
    for (const step of steps) {
      a.editor.commands.undo();
      expect(showDoc(a.editor.view.state.doc)).toBe(step);
    }
    expect(a.editor.peek().canUndo).toBe(false);
  });

  test('takes back by itself what was pasted between what was typed', () => {
    const [a] = createTwo('p one');
    a.select('p one|');
    a.type(' two');
    a.editor.view.pasteText(' three', new Event('paste') as ClipboardEvent);
    a.type('!');
    const steps = ['p one two three', 'p one two', 'p one'];
    for (const step of steps) {
      a.editor.commands.undo();
      expect(showDoc(a.editor.view.state.doc)).toBe(step);
    }
  });

  test('takes back at once what was typed while others wrote before it', () => {
    const [a, b] = createTwo('p one / p two');
    a.select('p one / p two|');
    a.type('A');
    b.select('p |one / p two');
    b.type('B');
    exchange([a, b]);
    a.type('A');
    a.editor.commands.undo();
    expect(showDoc(a.editor.view.state.doc)).toBe('p Bone / p two');
  });

  test('of a heading keeps what another typed into it since (E9)', () => {
    const [a, b] = createTwo('p one');
    a.editor.commands.setKind({ kind: 'heading', level: 1 });
    exchange([a, b]);
    b.select('h1 one|');
    b.type('B');
    exchange([a, b]);
    a.editor.commands.undo();
    exchange([a, b]);
    expect(showDoc(b.editor.view.state.doc)).toBe('p oneB');
  });

  test('of a new block keeps it while it holds what another typed into it (E9)', () => {
    const [a, b] = createTwo('p one');
    a.select('p one|');
    a.editor.view.someProp('handleKeyDown', (handle) =>
      handle(a.editor.view, new KeyboardEvent('keydown', { key: 'Enter' })),
    );
    exchange([a, b]);
    b.select('p one / p |');
    b.type('B');
    exchange([a, b]);
    a.editor.commands.undo();
    exchange([a, b]);
    expect(showDoc(b.editor.view.state.doc)).toBe('p one / p B');
  });

  test('puts the caret back to where the edit was made', () => {
    const [a] = createTwo('p one / p two');
    a.select('p one| / p two');
    a.type('A');
    pause(a);
    a.select('p oneA / p two|');
    a.type('B');
    a.select('p |oneA / p twoB');
    a.editor.commands.undo();
    expect(a.shown()).toBe('p oneA / p two|');
    a.editor.commands.undo();
    expect(a.shown()).toBe('p one| / p two');
    a.editor.commands.redo();
    expect(a.shown()).toBe('p oneA / p two|');
  });

  test('survives the plugins of the view being made anew (E13)', () => {
    const [a, b] = createTwo('p one');
    a.select('p one|');
    a.type('A');
    const { view } = a.editor;
    view.updateState(view.state.reconfigure({ plugins: [...view.state.plugins] }));
    exchange([a, b]);
    expect(a.editor.commands.undo()).toBe(true);
    expect(a.shown()).toBe('p one|');
    exchange([a, b]);
    b.select('p one|');
    b.type('B');
    exchange([a, b]);
    expect(a.shown()).toBe('p one|B');
  });
});
