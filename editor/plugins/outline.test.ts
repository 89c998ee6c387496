// @vitest-environment jsdom
import { describe, expect, test } from 'vitest';
import { encodeStateAsUpdate } from 'yjs';
import { createReplicas, createTwo, exchange, type Replica } from '../testing/replicas.fixture.ts';

function one(line: string): Replica {
  const [replica] = createReplicas(1, line);
  if (!replica) throw new Error('A replica was asked for');
  return replica;
}

function shownOf({ editor }: Replica, selector: string, name: string): readonly (string | null)[] {
  return [...editor.view.dom.querySelectorAll(selector)].map((element) => element.getAttribute(name));
}

const markers = (replica: Replica) => shownOf(replica, 'ol', 'data-marker');
const positions = (replica: Replica) => shownOf(replica, 'li', 'aria-posinset');

function hidden({ editor }: Replica): readonly (string | null)[] {
  return [...editor.view.dom.querySelectorAll('.scriptorium-folded')].map(({ textContent }) => textContent);
}

describe('items', () => {
  test('are counted over nested lists and what stands in them', () => {
    expect(markers(one('n a / .n b / ..code x / .n c / n d'))).toEqual(['1.', 'a.', 'b.', '2.']);
  });

  test('say which of how many they are, and are told when that changes', () => {
    const [a, b] = createTwo('b a / b b / b c');
    expect(positions(a)).toEqual(['1', '2', '3']);
    b.select('b |a / b b / b c');
    b.press('Enter');
    exchange([a, b]);
    expect(positions(a)).toEqual(['1', '2', '3', '4']);
    expect(shownOf(a, 'li', 'aria-setsize')).toEqual(['4', '4', '4', '4']);
  });

  test('are told which is followed by another, as headings are which follows one', () => {
    const [a, b] = createTwo('h1 a / h2 b / b c / n d / p e / b f');
    const near = () =>
      shownOf(a, '.ProseMirror > *', 'data-goes-on').map((goesOn, index) => {
        const follows = shownOf(a, '.ProseMirror > *', 'data-follows-heading')[index];
        return `${goesOn === null ? '' : 'goes on'}${follows === null ? '' : 'follows'}`;
      });
    expect(near()).toEqual(['', 'follows', 'goes on', '', '', '']);
    b.select('h1 a / h2 b / b c / n d / p |e / b f');
    b.editor.commands.setKind({ kind: 'bullet' });
    exchange([a, b]);
    expect(near()).toEqual(['', 'follows', 'goes on', 'goes on', 'goes on', '']);
  });

  test('keep their elements when somebody types elsewhere', () => {
    const [a, b] = createTwo('n a / p b');
    const item = a.editor.view.dom.querySelector('li');
    b.select('n a / p |b');
    b.type('x');
    exchange([a, b]);
    expect(a.editor.view.dom.querySelector('li')).toBe(item);
    expect(markers(a)).toEqual(['1.']);
  });
});

describe('a toggle', () => {
  const line = 'g more / .p one / ..b two / p after';

  test('hides what is in it from its viewer alone, and nothing is written', () => {
    const [a, b] = createTwo(line);
    const before = encodeStateAsUpdate(a.doc);
    a.select('g m|ore / .p one / ..b two / p after');
    expect(a.press('Control+Enter')).toBe(true);
    expect(hidden(a)).toEqual(['one', 'two']);
    expect(encodeStateAsUpdate(a.doc)).toEqual(before);
    exchange([a, b]);
    expect(hidden(b)).toEqual([]);
    a.press('Control+Enter');
    expect(hidden(a)).toEqual([]);
  });

  test('can be closed by readers with its button', () => {
    const a = one(line);
    a.editor.setEditable(false);
    a.editor.view.dom.querySelector('button')?.click();
    expect(hidden(a)).toEqual(['one', 'two']);
    expect(a.editor.view.dom.querySelector('button')?.ariaExpanded).toBe('false');
  });

  test('stays closed when others write before it and in it', () => {
    const [a, b] = createTwo(`p x / ${line}`);
    a.select('p x / g m|ore / .p one / ..b two / p after');
    a.press('Control+Enter');
    b.select('p |x / g more / .p one / ..b two / p after');
    b.type('y');
    b.press('Enter');
    exchange([a, b]);
    expect(hidden(a)).toEqual(['one', 'two']);
  });

  test('opens when the caret comes into what it hides', () => {
    const a = one(line);
    a.press('Control+Enter');
    expect(hidden(a)).toEqual(['one', 'two']);
    a.select('g more / .p one / ..b t|wo / p after');
    expect(hidden(a)).toEqual([]);
  });

  test('goes on after what it hides when Enter is pressed at the end of its line', () => {
    const a = one(line);
    a.select('g more| / .p one / ..b two / p after');
    a.press('Control+Enter');
    a.press('Enter');
    expect(a.shown()).toBe('g more / .p one / ..b two / p | / p after');
  });
});
