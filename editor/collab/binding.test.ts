// @vitest-environment jsdom
import { NodeSelection, Plugin } from 'prosemirror-state';
import { Decoration, DecorationSet } from 'prosemirror-view';
import { describe, expect, test } from 'vitest';
import { encodeStateAsUpdate } from 'yjs';
import { showDoc } from '../testing/notation.fixture.ts';
import {
  createTwo,
  exchange,
  firstText,
  type Replica,
  rebuilt,
  remote,
  send,
} from '../testing/replicas.fixture.ts';

/** What `act` makes `replica` send. */
function updatesOf(replica: Replica, act: () => void): number {
  let count = 0;
  const listener = () => {
    count += 1;
  };
  replica.doc.on('update', listener);
  act();
  replica.doc.off('update', listener);
  return count;
}

describe('a remote change', () => {
  test('leaves decorations in other blocks when somebody types (E5)', () => {
    const [a, b] = createTwo('p one / p two / p three');
    const marked = new Plugin<DecorationSet>({
      state: {
        init: (_config, { doc }) =>
          DecorationSet.create(doc, [
            Decoration.inline(1, 4, { class: 'x' }),
            Decoration.inline(11, 14, { class: 'y' }),
          ]),
        apply: (tr, value) => value.map(tr.mapping, tr.doc),
      },
    });
    const { view } = a.editor;
    view.updateState(view.state.reconfigure({ plugins: [...view.state.plugins, marked] }));
    b.select('p one / p tw|o / p three');
    b.type('X');
    exchange([a, b]);
    expect(a.shown()).toBe('p |one / p twXo / p three');
    expect(
      marked
        .getState(view.state)
        ?.find()
        .map(({ from, to }) => [from, to]),
    ).toEqual([
      [1, 4],
      [12, 15],
    ]);
  });

  test('leaves the elements of other blocks, and of its own, on the page (E5)', () => {
    const [a, b] = createTwo('p one / b two');
    const before = [...a.editor.view.dom.children];
    b.select('p one / b tw|o');
    b.type('X');
    b.editor.commands.indent();
    exchange([a, b]);
    expect([...a.editor.view.dom.children][0]).toBe(before[0]);
    b.editor.commands.toggleMark('strong');
    expect(a.editor.view.dom.textContent).toBe('onetwXo');
  });

  test('comes as one small step for each block that it changed (E5)', () => {
    const [a, b] = createTwo('p one / p two / p three');
    const steps: unknown[] = [];
    const watch = new Plugin({
      state: { init: () => 0, apply: (tr) => steps.push(...tr.steps.map((s) => s.toJSON())) },
    });
    const { view } = a.editor;
    view.updateState(view.state.reconfigure({ plugins: [...view.state.plugins, watch] }));
    b.select('p one| / p two / p three');
    b.type('X');
    b.select('p oneX / p two / p three|');
    b.type('Y');
    exchange([a, b]);
    expect(steps).toMatchObject([
      { stepType: 'replace', from: 4, to: 4 },
      { stepType: 'replace', from: 17, to: 17 },
    ]);
  });

  test('keeps the marks that are to be typed next (E5)', () => {
    const [a, b] = createTwo('p one / p two');
    a.select('p one| / p two');
    a.editor.commands.toggleMark('strong');
    b.select('p one / p two|');
    b.type('X');
    exchange([a, b]);
    a.type('Y');
    expect(a.shown()).toBe('p one*Y|* / p twoX');
  });

  test.each([
    ['before it', 'p o|ne', 'p |one', 'XX', 'p XXo|ne'],
    ['after it', 'p o|ne', 'p one|', 'XX', 'p o|neXX'],
    ['at the same place', 'p o|ne', 'p o|ne', 'XX', 'p o|XXne'],
    ['at the same end', 'p one|', 'p one|', 'XX', 'p one|XX'],
    ['emoji of which half is the same', 'p 😀|😁', 'p |😀😁', '😁', 'p 😁😀|😁'],
  ])('keeps the caret between its characters when somebody types %s', (...[, mine, theirs, text, after]) => {
    const [a, b] = createTwo(mine.replace('|', ''));
    a.select(mine);
    b.select(theirs);
    b.type(text);
    exchange([a, b]);
    expect(a.shown()).toBe(after);
  });

  test('keeps the caret beside its own letter when the same letters come before it', () => {
    const [a, b] = createTwo('p ll');
    a.select('p ll|');
    firstText(b).insert(0, 'll');
    exchange([a, b]);
    expect(a.shown()).toBe('p llll|');
  });

  test('keeps the selected range when somebody types at both of its ends', () => {
    const [a, b] = createTwo('p one');
    a.select('p o[n]e');
    b.select('p o|ne');
    b.type('X');
    b.select('p oXn|e');
    b.type('Y');
    exchange([a, b]);
    expect(a.shown()).toBe('p oX[n]Ye');
  });

  test('keeps the caret in a block when somebody makes it a heading', () => {
    const [a, b] = createTwo('p one / p two');
    a.select('p one / p tw|o');
    b.select('p one / p |two');
    b.editor.commands.setKind({ kind: 'heading', level: 3 });
    exchange([a, b]);
    expect(a.shown()).toBe('p one / h3 tw|o');
  });

  test('moves a selection to the nearest text when its divider goes (E15)', () => {
    const [a, b] = createTwo('p one / --- / p two');
    const { view } = a.editor;
    view.dom.focus();
    a.select('p |one / --- / p two');
    view.dispatch(view.state.tr.setSelection(NodeSelection.create(view.state.doc, 5)));
    b.editor.view.dispatch(b.editor.view.state.tr.delete(5, 6));
    exchange([a, b]);
    expect(a.shown()).toBe('p one / p |two');
  });

  test('leaves a selection somewhere when no text is left but that of a formula (E15)', () => {
    const [a, b] = createTwo('p one / p two');
    a.select('p o[ne / p t]wo');
    const { schema, tr } = b.editor.view.state;
    const formula = schema.nodes.math_block?.create(null, schema.text('x'));
    b.editor.view.dispatch(tr.replaceWith(0, tr.doc.content.size, formula ?? []));
    exchange([a, b]);
    expect(a.editor.view.state.doc.toString()).toBe('doc(math_block("x"))');
    expect(a.editor.view.state.selection.to).toBeLessThanOrEqual(3);
  });

  test('never asks to scroll, while undo does (E16)', () => {
    const [a, b] = createTwo('p one');
    const scrolled: boolean[] = [];
    const watch = new Plugin({ state: { init: () => 0, apply: (tr) => scrolled.push(tr.scrolledIntoView) } });
    const { view } = a.editor;
    view.updateState(view.state.reconfigure({ plugins: [...view.state.plugins, watch] }));
    view.dom.focus();
    b.type('X');
    exchange([a, b]);
    expect(scrolled).toEqual([false]);
  });

  test('does not become selected when the document was empty', () => {
    const [a, b] = createTwo();
    b.type('one');
    exchange([a, b]);
    expect(a.shown()).toBe('p |one');
  });
});

describe('an empty document', () => {
  test('stays empty when it is opened and looked at (E11)', () => {
    const [a, b] = createTwo();
    const state = encodeStateAsUpdate(a.doc);
    a.editor.focus();
    a.editor.setEditable(false);
    a.editor.setEditable(true);
    exchange([a, b]);
    expect(encodeStateAsUpdate(a.doc)).toEqual(state);
    expect(a.editor.view.state.doc.childCount).toBe(0);
    expect(a.editor.peek().empty).toBe(true);
  });

  test('gets its first block with the first character, as one update (E11)', () => {
    const [a] = createTwo();
    expect(updatesOf(a, () => a.type('x'))).toBe(1);
    expect(a.shown()).toBe('p x|');
  });

  test('keeps both texts when two begin at once (E12)', () => {
    const [a, b] = createTwo();
    a.type('one');
    b.type('two');
    exchange([a, b]);
    expect(showDoc(a.editor.view.state.doc)).toBe('p one / p two');
  });
});

describe('a reader', () => {
  test('writes nothing whatever is tried', () => {
    const [a, b] = createTwo('t one / p two');
    a.editor.setEditable(false);
    const { commands, view } = a.editor;
    const sent = updatesOf(a, () => {
      a.type('x');
      commands.setKind({ kind: 'heading' });
      commands.toggleMark('strong');
      commands.insertDivider();
      commands.undo();
      view.dispatch(view.state.tr.delete(0, 5));
      view.dom.querySelector('input')?.click();
    });
    expect(sent).toBe(0);
    expect(a.shown()).toBe(b.shown());
  });

  test('writes nothing when others change everything', () => {
    const [a, b] = createTwo('p one / p two');
    a.editor.setEditable(false);
    b.select('p o[ne / p tw]o');
    b.type('# 😀');
    let own = 0;
    a.doc.on('update', (_update: Uint8Array, origin: unknown) => {
      if (origin !== remote) own += 1;
    });
    send(b, a);
    expect(own).toBe(0);
    expect([a, b].map((r) => showDoc(r.editor.view.state.doc))).toEqual(['p o# 😀o', 'p o# 😀o']);
  });
});

describe('two people in one block', () => {
  test.each([
    ['a heading', (r: Replica) => r.editor.commands.setKind({ kind: 'heading', level: 2 }), 'h2 oneX'],
    ['an item', (r: Replica) => r.editor.commands.setKind({ kind: 'bullet' }), 'b oneX'],
    ['a quote', (r: Replica) => r.editor.commands.setKind({ kind: 'quote' }), 'q oneX'],
  ])('lose nothing when one makes it %s while the other types (E7)', (...[, change, after]) => {
    const [a, b] = createTwo('p one');
    a.select('p one|');
    b.select('p one|');
    change(a);
    b.type('X');
    exchange([a, b]);
    expect([a, b].map((r) => showDoc(r.editor.view.state.doc))).toEqual([after, after]);
  });

  test('get one text when both make it something else (E7)', () => {
    const [a, b] = createTwo('p one');
    a.editor.commands.setKind({ kind: 'heading', level: 2 });
    b.editor.commands.setKind({ kind: 'bullet' });
    exchange([a, b]);
    expect(a.editor.view.state.doc.textContent).toBe('one');
    expect(showDoc(a.editor.view.state.doc)).toBe(showDoc(b.editor.view.state.doc));
  });

  test('both keep what they change when one indents and the other ticks', () => {
    const [a, b] = createTwo('b one / t two');
    a.select('b one / t |two');
    b.select('b one / t |two');
    a.editor.commands.indent();
    b.editor.commands.toggleChecked();
    exchange([a, b]);
    expect(showDoc(a.editor.view.state.doc)).toBe('b one / .T two');
  });

  test.each([
    ['a block that both know', 'p one / p '],
    ['one that was only just made', 'p one'],
  ])('both keep what they type first into %s, also before they hear of each other again', (...[, line]) => {
    for (const [first, second] of [createTwo(line), createTwo(line).toReversed()]) {
      if (!first || !second) throw new Error('Two replicas were asked for');
      if (line === 'p one') {
        first.select('p one|');
        first.press('Enter');
        exchange([first, second]);
      }
      first.select('p one / p |');
      second.select('p one / p |');
      first.type('AA');
      second.type('BB');
      send(first, second);
      first.type('aa');
      second.type('bb');
      exchange([first, second]);
      expect(['p one / p AAaaBBbb', 'p one / p BBbbAAaa']).toContain(showDoc(rebuilt(first)));
      expect(showDoc(first.editor.view.state.doc)).toBe(showDoc(second.editor.view.state.doc));
    }
  });

  test('see italic where bold was when one transaction changes both (E3)', () => {
    const [a, b] = createTwo('p *one*+two+');
    const { view } = a.editor;
    const { em, underline } = view.state.schema.marks;
    if (!em || !underline) throw new Error('The schema has them');
    view.dispatch(view.state.tr.replaceWith(1, 4, view.state.schema.text('one', [em.create()])));
    exchange([a, b]);
    expect(showDoc(b.editor.view.state.doc)).toBe('p _one_+two+');
    expect(showDoc(rebuilt(a))).toBe('p _one_+two+');
  });

  test('see italic where bold was when one changes one and then the other (E3)', () => {
    const [a, b] = createTwo('p *one*');
    a.select('p [*one*]');
    a.editor.commands.toggleMark('strong');
    a.editor.commands.toggleMark('em');
    exchange([a, b]);
    expect(showDoc(rebuilt(b))).toBe('p _one_');
    expect(showDoc(b.editor.view.state.doc)).toBe('p _one_');
  });
});
