// @vitest-environment jsdom
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest';
import { applyAwarenessUpdate, encodeAwarenessUpdate } from 'y-protocols/awareness';
import { createTwo, exchange, type Replica } from '../testing/replicas.fixture.ts';
import { parseCursor } from './cursor.ts';
import { palette } from './palette.ts';

vi.useFakeTimers();
afterEach(() => vi.clearAllTimers());
afterAll(() => vi.useRealTimers());

const ada = { name: 'Ada', color: palette[0].hex };

/** Longer than cursors are gathered for. */
const soonMs = 100;

/** `from` puts its cursor where `line` has it, and `to` hears of it. */
function point(from: Replica, to: Replica, line: string): void {
  if (!from.awareness.getLocalState()) from.awareness.setLocalState({ user: ada });
  from.editor.view.dom.dispatchEvent(new FocusEvent('focusin'));
  from.select(line);
  vi.advanceTimersByTime(soonMs);
  tell(from, to);
}

function tell(from: Replica, to: Replica): void {
  const { awareness } = from;
  applyAwarenessUpdate(to.awareness, encodeAwarenessUpdate(awareness, [awareness.clientID]), 'remote');
  vi.advanceTimersByTime(soonMs);
}

function present(replica: Replica, state: Record<string, unknown>, to: Replica): void {
  replica.awareness.setLocalState(state);
  tell(replica, to);
}

describe("somebody else's caret", () => {
  test('stands where it is, with a name, unread by screen readers', () => {
    const [a, b] = createTwo('p one');
    point(a, b, 'p on|e');
    const { dom } = b.editor.view;
    const caret = dom.querySelector<HTMLElement>('.scriptorium-caret');
    expect(caret?.previousSibling?.textContent).toBe('on');
    expect(caret?.getAttribute('aria-hidden')).toBe('true');
    expect(caret?.querySelector('.scriptorium-caret-label')?.textContent).toBe('Ada');
    expect(caret?.style.getPropertyValue('--scriptorium-person')).toBe(ada.color);
  });

  test('marks what is selected', () => {
    const [a, b] = createTwo('p one / p two');
    point(a, b, 'p o[ne / p tw]o');
    const marked = [...b.editor.view.dom.querySelectorAll('.scriptorium-selection')];
    expect(marked.map((element) => element.textContent).join(' ')).toContain('ne');
    expect(b.editor.view.state.doc.textContent).toBe('onetwo');
  });

  test('moves with the text, and keeps its element and so its fading label, when others type', () => {
    const [a, b] = createTwo('p one');
    point(a, b, 'p on|e');
    const caret = b.editor.view.dom.querySelector('.scriptorium-caret');
    b.select('p |one');
    b.type('X');
    exchange([a, b]);
    expect(b.editor.view.dom.querySelector('.scriptorium-caret')).toBe(caret);
    expect(caret?.previousSibling?.textContent).toBe('Xon');
  });

  test('goes when its person leaves', () => {
    const [a, b] = createTwo('p one');
    point(a, b, 'p on|e');
    a.editor.destroy();
    tell(a, b);
    expect(b.editor.view.dom.querySelector('.scriptorium-caret')).toBeNull();
  });

  test('stays when its person looks at another window', () => {
    const [a, b] = createTwo('p one');
    point(a, b, 'p on|e');
    a.editor.view.dom.dispatchEvent(new FocusEvent('focusout'));
    vi.advanceTimersByTime(soonMs);
    tell(a, b);
    expect(b.editor.view.dom.querySelector('.scriptorium-caret')).not.toBeNull();
  });

  test('is not told before its person has come into the text', () => {
    const [a] = createTwo('p one');
    a.awareness.setLocalState({ user: ada });
    a.select('p on|e');
    vi.advanceTimersByTime(soonMs);
    expect(a.awareness.getLocalState()?.cursor).toBeUndefined();
  });
});

describe('presence', () => {
  test.each([
    { cursor: 5 },
    { cursor: { anchor: null, head: {} } },
    { cursor: { anchor: { item: 'x' }, head: { item: { client: -1, clock: 0 } } } },
    { cursor: { anchor: { item: { client: 7, clock: 7 } }, head: { item: { client: 7, clock: 1e15 } } } },
    { cursor: { anchor: { tname: 'other' }, head: { tname: 'other' } } },
    {
      user: { name: { toString: 1 }, color: ['x'] },
      cursor: { anchor: { tname: 'prosemirror' }, head: { tname: '__proto__' } },
    },
  ])('can hold anything without harm: %j (S22)', (state) => {
    const [a, b] = createTwo('p one');
    present(a, state, b);
    b.type('x');
    expect(b.shown()).toBe('p x|one');
  });

  test('is drawn as text and in a colour of the palette, whatever it says (S22)', () => {
    const [a, b] = createTwo('p one');
    a.awareness.setLocalState({ user: { name: '<img src=x>'.repeat(99), color: 'red;background:url(//x)' } });
    point(a, b, 'p on|e');
    const caret = b.editor.view.dom.querySelector<HTMLElement>('.scriptorium-caret');
    expect(caret?.querySelector('img')).toBeNull();
    expect(caret?.textContent?.length).toBeLessThan(100);
    expect(palette.map(({ hex }) => `${hex}`)).toContain(
      caret?.style.getPropertyValue('--scriptorium-person'),
    );
  });

  test('changes that move no cursor dispatch nothing, and many that do dispatch once (E17)', () => {
    const [a, b] = createTwo('p one');
    point(a, b, 'p on|e');
    const dispatched = vi.spyOn(b.editor.view, 'updateState');
    for (let count = 0; count < 5; count += 1) {
      a.awareness.setLocalStateField('typing', count);
      applyAwarenessUpdate(b.awareness, encodeAwarenessUpdate(a.awareness, [a.awareness.clientID]), 'remote');
    }
    vi.advanceTimersByTime(soonMs);
    expect(dispatched).not.toHaveBeenCalled();
    for (const name of ['A', 'B', 'C']) {
      a.awareness.setLocalStateField('user', { name });
      applyAwarenessUpdate(b.awareness, encodeAwarenessUpdate(a.awareness, [a.awareness.clientID]), 'remote');
    }
    vi.advanceTimersByTime(soonMs);
    expect(dispatched).toHaveBeenCalledTimes(1);
  });

  test('of one without a cursor is no cursor', () => {
    expect(parseCursor(1, { user: ada })).toBeUndefined();
    expect(parseCursor(1, null)).toBeUndefined();
  });
});
