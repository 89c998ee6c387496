// @vitest-environment jsdom
import { beforeEach, describe, expect, test } from 'vitest';
import { RovingFocus } from './rovingFocus.ts';

let row: HTMLElement;
let roving: RovingFocus;

beforeEach(() => {
  row = document.createElement('div');
  row.innerHTML = '<button>a</button><button>b</button><button>c</button>';
  document.body.replaceChildren(row);
  roving = new RovingFocus({ container: row, selector: 'button', axis: 'horizontal' });
});

/** Presses the keys one after another; says what has the focus, having checked that only that one is a Tab stop. */
function press(...keys: string[]): string {
  for (const key of keys)
    document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
  const stops = [...row.querySelectorAll('button')].filter(({ tabIndex }) => tabIndex === 0);
  expect(stops).toEqual([document.activeElement]);
  return document.activeElement?.textContent ?? '';
}

describe('roving focus', () => {
  test('moves with the arrow keys, round the ends', () => {
    roving.focusFirst();
    expect(press('ArrowRight')).toBe('b');
    expect(press('ArrowLeft', 'ArrowLeft')).toBe('c');
    expect(press('ArrowRight')).toBe('a');
    expect(press('End')).toBe('c');
    expect(press('Home')).toBe('a');
  });

  test('ignores the arrows of the other axis', () => {
    roving.focusFirst();
    expect(press('ArrowDown')).toBe('a');
  });

  test('comes back to where it was', () => {
    roving.focusFirst();
    press('ArrowRight');
    document.body.focus();
    roving.focus();
    expect(press()).toBe('b');
  });

  test('has a stop again when the control that had it is gone', () => {
    row.querySelector('button')?.remove();
    roving.refresh();
    roving.focus();
    expect(press()).toBe('b');
  });
});
