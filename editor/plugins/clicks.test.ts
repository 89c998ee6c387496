// @vitest-environment jsdom
import { expect, test, vi } from 'vitest';
import { createReplicas, type Replica } from '../testing/replicas.fixture.ts';

function one(line: string): Replica {
  const [replica] = createReplicas(1, line);
  if (!replica) throw new Error('A replica was asked for');
  return replica;
}

function click(replica: Replica, selector: string, init: MouseEventInit = {}): void {
  const target = replica.editor.view.dom.querySelector(selector);
  target?.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, ...init }));
}

test('a click on a box ticks its task and leaves the caret', () => {
  const replica = one('p one / t two / .t three');
  click(replica, '[data-indent] input');
  expect(replica.shown()).toBe('p |one / t two / .T three');
  expect(replica.editor.view.dom.querySelectorAll<HTMLInputElement>('input')[1]?.checked).toBe(true);
});

test('a link opens in a window that learns nothing of this one when it is clicked with a modifier', () => {
  const open = vi.spyOn(window, 'open').mockReturnValue(null);
  const replica = one('p {https://x.org/ one}');
  click(replica, 'a');
  expect(open).not.toHaveBeenCalled();
  click(replica, 'a', { ctrlKey: true });
  expect(open).toHaveBeenLastCalledWith('https://x.org/', '_blank', 'noopener,noreferrer');
  replica.editor.setEditable(false);
  click(replica, 'a');
  expect(open).toHaveBeenCalledTimes(2);
  open.mockRestore();
});

test('an unsafe link is drawn as text', () => {
  const replica = one('p {javascript:alert(1) one}');
  expect(replica.editor.view.dom.querySelector('a')).toBeNull();
  expect(replica.editor.view.dom.textContent).toBe('one');
});
