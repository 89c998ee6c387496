// @vitest-environment jsdom
import { describe, expect, test } from 'vitest';
import { createReplicas, type Replica } from '../testing/replicas.fixture.ts';

function one(line: string): Replica {
  const [replica] = createReplicas(1, line.replace(/[|[\]]/g, ''));
  if (!replica) throw new Error('A replica was asked for');
  if (/[|[]/.test(line)) replica.select(line);
  return replica;
}

describe('keys', () => {
  test.each([
    ['Control+b', 'p [one]', 'p *[one]*'],
    ['Control+i', 'p [one]', 'p _[one]_'],
    ['Control+u', 'p [one]', 'p +[one]+'],
    ['Control+e', 'p [one]', 'p `[one]`'],
    ['Control+Alt+2', 'p |one', 'h2 |one'],
    ['Control+Alt+0', 'h2 |one', 'p |one'],
    ['Control+Shift+7', 'p |one', 'n |one'],
    ['Control+Shift+8', 'p |one', 'b |one'],
    ['Control+Shift+9', 'p |one', 't |one'],
    ['Control+Enter', 't |one', 'T |one'],
    ['Shift+Enter', 'p o|ne', 'p o\\|ne'],
    ['Enter', 'b one|', 'b one / b |'],
    ['Backspace', 'b |one', 'p |one'],
    ['Delete', 'p one| / p two', 'p one|two'],
  ])('%s in %s makes %s', (key, before, after) => {
    const replica = one(before);
    expect(replica.press(key)).toBe(true);
    expect(replica.shown()).toBe(after);
  });

  test('undo and redo go back and forth, by either key', () => {
    const replica = one('p |');
    replica.type('one');
    for (const redo of ['Control+y', 'Control+Shift+z']) {
      replica.press('Control+z');
      expect(replica.shown()).toBe('p |');
      replica.press(redo);
      expect(replica.shown()).toBe('p one|');
    }
  });

  test('Control+k is left to the interface', () => {
    expect(one('p |one').press('Control+k')).toBe(false);
  });
});

describe('Tab', () => {
  test('indents in a list and Shift+Tab brings out', () => {
    const replica = one('b one / b |two');
    replica.press('Tab');
    expect(replica.shown()).toBe('b one / .b |two');
    replica.press('Shift+Tab');
    expect(replica.shown()).toBe('b one / b |two');
  });

  test('stays in a list when it can go no deeper', () => {
    const replica = one('b |one');
    expect(replica.press('Tab')).toBe(true);
    expect(replica.shown()).toBe('b |one');
  });

  test('leads out of the editor when the caret is not in a list', () => {
    expect(one('p |one').press('Tab')).toBe(false);
    expect(one('p [one / b two]').press('Tab')).toBe(false);
  });

  test('leads out of a list after Escape, backwards too, and once something else was pressed no longer', () => {
    const replica = one('b one / b |two');
    replica.press('Escape');
    expect(replica.press('Tab')).toBe(false);
    replica.press('Escape');
    replica.press('Shift');
    expect(replica.press('Shift+Tab')).toBe(false);
    replica.press('ArrowLeft');
    expect(replica.press('Tab')).toBe(true);
  });

  test('leads out when nothing can be edited', () => {
    const replica = one('b one / b |two');
    replica.editor.setEditable(false);
    expect(replica.press('Tab')).toBe(false);
  });
});
