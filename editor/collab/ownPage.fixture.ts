import { Plugin } from 'prosemirror-state';
import { Decoration, DecorationSet } from 'prosemirror-view';
import { expect, vi } from 'vitest';
import { applyAwarenessUpdate, encodeAwarenessUpdate } from 'y-protocols/awareness';
import type { Company } from '../testing/company.fixture.ts';
import { behind, type Deed, goBehind } from '../testing/deed.fixture.ts';
import { Page } from '../testing/page.fixture.ts';
import { palette } from './palette.ts';
import { isRemote } from './syncPlugin.ts';

/** What somebody's own page shows and holds while others write, be they one or two. */

type Others = readonly (readonly Deed[])[];

const create = (index: number) => new Page(index);

/** What is seen of everything that comes from others. */
interface Seen {
  /** How many positions a step takes away and puts there. */
  readonly extents: number[];
  readonly scrolled: boolean[];
}

/**
 * E5, E16: the first has marks to come behind `one` and `two` decorated, and does nothing; in the end they type `A`. `end` is in a block
 * that nobody touches.
 */
export function watching(line: string, others: Others): Company<Page> {
  const seen: Seen = { extents: [], scrolled: [] };
  const decorated = decorating('two');
  let untouched: globalThis.Node | null = null;
  return {
    line,
    people: [[], ...others],
    create,
    begins: ([page]) => {
      if (!page) return;
      const { view, commands } = page.replica.editor;
      view.updateState(
        view.state.reconfigure({ plugins: [...view.state.plugins, watchingPlugin(seen), decorated] }),
      );
      goBehind(page, 'one');
      commands.toggleMark('strong');
      untouched = view.dom.lastChild;
    },
    after: ([page]) => {
      if (!page) return;
      const { state } = page;
      const found = decorated.getState(state)?.find() ?? [];
      expect(found.map(({ from, to }) => state.doc.textBetween(from, to).replaceAll(/[A-Z]/g, ''))).toEqual([
        'two',
      ]);
      expect(state.storedMarks?.map(({ type }) => type.name)).toEqual(['strong']);
      expect(page.replica.editor.view.dom.lastChild).toBe(untouched);
      expect(seen.extents.every((extent) => extent <= 1)).toBe(true);
      expect(seen.scrolled).not.toContain(true);
    },
    ends: ([page]) => page?.replica.type('A'),
  };
}

function watchingPlugin({ extents, scrolled }: Seen): Plugin {
  return new Plugin({
    state: {
      init: () => null,
      apply: (tr) => {
        if (!isRemote(tr)) return null;
        scrolled.push(tr.scrolledIntoView);
        for (const step of tr.steps)
          step.getMap().forEach((...[from, to, start, end]) => void extents.push(to - from + end - start));
        return null;
      },
    },
  });
}

function decorating(words: string): Plugin<DecorationSet> {
  return new Plugin<DecorationSet>({
    state: {
      init: (_config, { doc }) => {
        const to = behind({ state: { doc } }, words);
        return DecorationSet.create(doc, [Decoration.inline(to - words.length, to, { class: 'x' })]);
      },
      apply: (tr, value) => value.map(tr.mapping, tr.doc),
    },
  });
}

/** E13: the first has typed `A` behind `one`; their view's plugins are made anew, and they take it back. */
export function remaking(line: string, others: Others): Company<Page> {
  const remake: Deed<Page> = ({ replica }) => {
    const { view, commands } = replica.editor;
    view.updateState(view.state.reconfigure({ plugins: [...view.state.plugins] }));
    expect(commands.undo()).toBe(true);
  };
  return {
    line,
    people: [[remake], ...others],
    create,
    begins: ([page]) => {
      if (!page) return;
      goBehind(page, 'one');
      page.replica.type('A');
    },
  };
}

/** Longer than cursors are gathered for. */
const soonMs = 100;

/**
 * E17: the first types `A` behind the first `e` and stays there, which all others are told before they have the `A`, and by somebody who is nobody
 * what is no cursor. In the end all see the first right behind the `A`. Wants timers that are the test's.
 */
export function pointing(line: string, others: Others): Company<Page> {
  const point: Deed<Page> = (page) => {
    const { editor, awareness } = page.replica;
    editor.view.dom.dispatchEvent(new FocusEvent('focusin'));
    goBehind(page, 'e');
    page.replica.type('A');
    awareness.setLocalState({ user: { name: 'Ada', color: 'url(//x)' } });
    vi.advanceTimersByTime(soonMs);
  };
  return {
    line,
    people: [[point], ...others],
    create,
    after: (pages, { kind, person }) => {
      if (kind === 'act') for (const page of pages) tellPresence(pages[person], page);
      vi.advanceTimersByTime(soonMs);
    },
    ends: (pages) => {
      vi.advanceTimersByTime(soonMs);
      for (const page of pages.slice(1)) expectCaretBehind(page, 'A');
    },
  };
}

function tellPresence(from: Page | undefined, to: Page): void {
  if (!from || from === to) return;
  const { awareness } = from.replica;
  if (!awareness.getLocalState()?.user)
    awareness.setLocalState({
      user: { name: 7 },
      cursor: { anchor: 'x', head: { item: { client: -1, clock: 1e15 } } },
    });
  applyAwarenessUpdate(
    to.replica.awareness,
    encodeAwarenessUpdate(awareness, [awareness.clientID]),
    'remote',
  );
}

function expectCaretBehind({ replica }: Page, letter: string): void {
  const caret = replica.editor.view.dom.querySelector<HTMLElement>('.scriptorium-caret');
  expect(caret?.previousSibling?.textContent).toMatch(new RegExp(`${letter}$`));
  expect(palette.map(({ hex }) => `${hex}`)).toContain(caret?.style.getPropertyValue('--scriptorium-person'));
}
