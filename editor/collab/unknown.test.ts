// @vitest-environment jsdom
import type { Node } from 'prosemirror-model';
import { AllSelection, NodeSelection, TextSelection } from 'prosemirror-state';
import { describe, expect, onTestFinished, test } from 'vitest';
import { Awareness } from 'y-protocols/awareness';
import { Doc, encodeStateAsUpdate, type Item, XmlElement, type XmlFragment, XmlHook, XmlText } from 'yjs';
import { createEditor, type EditorHandle } from '../editor.ts';
import { fragmentName, schema } from '../schema/schema.ts';
import { isPlaceholder } from '../schema/unknown.ts';
import { showDoc } from '../testing/notation.fixture.ts';
import {
  createTwo,
  exchange,
  firstBlock,
  firstText,
  pause,
  type Replica,
  send,
} from '../testing/replicas.fixture.ts';
import { drawDocument } from './drawing.ts';

function root({ doc }: Pick<Replica, 'doc'>): XmlFragment {
  return doc.getXmlFragment(fragmentName);
}

function element(name: string, ...children: readonly (XmlElement | XmlText)[]): XmlElement {
  const made = new XmlElement(name);
  made.insert(0, [...children]);
  return made;
}

/** Everything that is in `type` in Yjs, item by item: two that are equal are the same bytes. */
function itemsIn(type: XmlElement | XmlText | XmlFragment): readonly string[] {
  const lists = [type._start, ...type._map.values()];
  return lists.flatMap((first) => {
    const found: string[] = [];
    for (let item: Item | null = first; item; item = item.right) {
      found.push(`${item.id.client}:${item.id.clock}+${item.length}${item.deleted ? ' gone' : ''}`);
      const inner: unknown = 'type' in item.content ? item.content.type : undefined;
      if (inner instanceof XmlElement || inner instanceof XmlText) found.push(...itemsIn(inner));
    }
    return found;
  });
}

/** The element that the first placeholder stands for. */
function unknownElement(replica: Replica): XmlElement {
  const [found] = unknownIn(root(replica), replica.editor.view.state.doc);
  if (!found) throw new Error('Nothing is unknown');
  return found;
}

function unknownIn(parent: XmlFragment, node: Node): readonly XmlElement[] {
  const nodes = node.children.filter((child) => !child.isText);
  const elements = parent.toArray().filter((child) => child instanceof XmlElement);
  return elements.flatMap((child, index) => {
    const drawn = nodes[index];
    if (!drawn) throw new Error('An element is not drawn');
    return isPlaceholder(drawn.type) ? [child] : unknownIn(child, drawn);
  });
}

function expectDrawn({ doc, editor }: Replica): void {
  const drawn = drawDocument(schema, doc.getXmlFragment(fragmentName));
  expect(editor.view.state.doc.toJSON()).toEqual(drawn?.toJSON());
  editor.view.state.doc.check();
}

/** `b` is a newer version: its own editor doesn't know what it writes. */
function createNewer(line: string, write: (b: Replica) => void): readonly [Replica, Replica] {
  const [a, b] = createTwo(line);
  b.editor.destroy();
  b.doc.transact(() => write(b));
  send(b, a);
  return [a, b];
}

const codeWith = (inner: XmlElement) => (r: Replica) => root(r).insert(0, [element('code_block', inner)]);
const table = (...inCell: readonly XmlElement[]) =>
  element('table', element('table_row', element('table_cell', ...inCell)));

describe('content of a newer version is shown inert, and the rest can be edited (E1)', () => {
  test.each<readonly [string, (replica: Replica) => void]>([
    ['a ProseMirror node', (r) => root(r).insert(0, [element('chart', new XmlText('sums'))])],
    ['an empty one', (r) => root(r).insert(0, [new XmlElement('chart')])],
    ['one called like what stands for it', (r) => root(r).insert(0, [new XmlElement('unknown_block')])],
    ['a mark', (r) => firstText(r).format(0, 2, { glow: { by: 'Ada' } })],
    [
      'a mark that is known with more to it',
      (r) => firstText(r).format(0, 2, { link: { href: 'x', rel: 'y' } }),
    ],
    ['an attribute', (r) => firstBlock(r).setAttribute('mood', 'grave')],
    ['an attribute of another type', (r) => firstBlock(r).setAttribute('kind', 5 as unknown as string)],
    [
      'a mark on a ProseMirror node',
      (r) => firstBlock(r).setAttribute('_mark_glow', {} as unknown as string),
    ],
    ['a block in a block', (r) => firstBlock(r).push([element('block', new XmlText('in it'))])],
    [
      'an inline ProseMirror node',
      (r) => firstBlock(r).push([new XmlElement('sparkline'), new XmlText('!')]),
    ],
    ['something inside of code', codeWith(new XmlElement('output'))],
    ['an inline object', (r) => firstText(r).insertEmbed(0, { image: 'x' })],
    [
      'something in a cell',
      (r) => root(r).insert(0, [table(element('block', new XmlElement('sum')), new XmlElement('chart'))]),
    ],
    ['a table of another sort', (r) => root(r).insert(0, [element('table', new XmlElement('legend'))])],
  ])('%s', (...[, write]) => {
    const [a, b] = createNewer('p one / p two / p three', write);
    const before = itemsIn(unknownElement(a));
    expectDrawn(a);
    expect(a.editor.peek()).toMatchObject({ outdated: false, editable: true });
    const { view, commands } = a.editor;
    view.dispatch(view.state.tr.setSelection(TextSelection.atEnd(view.state.doc)));
    a.type('X');
    a.press('Enter');
    a.type('Y');
    commands.moveUp();
    commands.moveUp();
    commands.moveUp();
    commands.moveUp();
    commands.moveUp();
    commands.setKind({ kind: 'heading', level: 2 });
    expect(view.state.doc.firstChild?.textContent).toBe('Y');
    view.dispatch(view.state.tr.setSelection(new AllSelection(view.state.doc)));
    commands.toggleMark('em');
    expectDrawn(a);
    exchange([a, b]);
    expect(itemsIn(unknownElement(a))).toEqual(before);
    expect(root(b).toString()).toEqual(root(a).toString());
    expectDrawn(a);
  });

  test('shows what can be read of it, as text', () => {
    const [a] = createNewer('p one', (r) =>
      root(r).insert(0, [element('chart', element('axis', new XmlText('<b>2026</b>')), new XmlText('sums'))]),
    );
    const drawn = a.editor.view.dom.querySelector('[data-unknown=chart]');
    expect(drawn?.textContent).toBe('<b>2026</b> sums');
    expect(drawn?.getAttribute('contenteditable')).toBe('false');
  });

  test('follows what its authors go on to write in it, and nothing else is drawn anew', () => {
    const text = new XmlText('sums');
    const [a, b] = createNewer('p one / p two', (r) => root(r).insert(1, [element('chart', text)]));
    const { view } = a.editor;
    const second = view.dom.lastElementChild;
    view.dispatch(view.state.tr.setSelection(TextSelection.atEnd(view.state.doc)));
    text.insert(0, 'more ');
    root(b).get(0).setAttribute('mood', 'grave');
    send(b, a);
    expect(view.dom.querySelector('[data-unknown=chart]')?.textContent).toBe('more sums');
    expect(view.dom.querySelector('[data-unknown=block]')?.textContent).toBe('one');
    expect(view.dom.lastElementChild).toBe(second);
    a.type('!');
    expect(showDoc(view.state.doc)).toBe('unknown_block / unknown_block / p two!');
    expectDrawn(a);
  });

  test('is found in a cell of a table when it comes there, and only that block is inert', () => {
    const cell = element('block', new XmlText('c'));
    const [a, b] = createNewer('p one', (r) =>
      root(r).insert(0, [table(cell, element('block', new XmlText('d')))]),
    );
    expect(showDoc(a.editor.view.state.doc)).toBe('tb p c , p d / p one');
    cell.setAttribute('mood', 'grave');
    send(b, a);
    expect(a.editor.view.dom.querySelectorAll('td [data-unknown=block]').length).toBe(1);
    expectDrawn(a);
    cell.insert(1, [new XmlElement('sum')]);
    send(b, a);
    expectDrawn(a);
  });

  test('is drawn as what it is, and can be edited, once nothing in it is unknown any more', () => {
    const [a, b] = createNewer('p one / p two', (r) => firstBlock(r).setAttribute('mood', 'grave'));
    firstBlock(b).removeAttribute('mood');
    send(b, a);
    a.select('|p one / p two'.replace('|p ', 'p |'));
    a.type('x');
    expect(showDoc(a.editor.view.state.doc)).toBe('p xone / p two');
    expectDrawn(a);
  });

  test('is moved as a whole, with all that is in it, by whoever wants that', () => {
    const [a, b] = createNewer('p one / p two', (r) =>
      root(r).insert(0, [element('chart', element('axis', new XmlText('2026')), new XmlText('sums'))]),
    );
    const { view } = a.editor;
    const whole = unknownElement(a).toString();
    const node = view.state.doc.child(0);
    const tr = view.state.tr.delete(0, 1);
    view.dispatch(tr.insert(tr.doc.content.size, node));
    exchange([a, b]);
    expect(showDoc(view.state.doc)).toBe('p one / p two / unknown_block');
    expect(root(b).get(2).toString()).toBe(whole);
    expectDrawn(a);
  });

  test('is deleted as a whole, and comes back by undo', () => {
    const [a, b] = createNewer('p one / p two', (r) =>
      root(r).insert(1, [element('chart', new XmlText('sums'))]),
    );
    const { view, commands } = a.editor;
    const whole = unknownElement(a).toString();
    pause(a);
    view.dispatch(view.state.tr.setSelection(NodeSelection.create(view.state.doc, 5)));
    a.press('Delete');
    expect(showDoc(view.state.doc)).toBe('p one / p two');
    commands.undo();
    exchange([a, b]);
    expect(showDoc(view.state.doc)).toBe('p one / unknown_block / p two');
    expect(root(b).get(1).toString()).toBe(whole);
    expectDrawn(a);
  });

  test('stays with its half when the block that holds it is split, and is made again in the shorter', () => {
    const [a, b] = createNewer('p one two three', (r) =>
      firstBlock(r).push([element('sparkline', new XmlText('1 2 3')), new XmlText('!')]),
    );
    const { view } = a.editor;
    view.dispatch(view.state.tr.split(11));
    exchange([a, b]);
    expect(root(b).get(1).toString()).toBe(
      '<block kind="paragraph">ree<sparkline>1 2 3</sparkline>!</block>',
    );
    expectDrawn(a);
  });

  test('is there when the document is opened, and when plugins are made anew', () => {
    const [a] = createNewer('p one / p two', (r) => firstText(r).format(0, 2, { glow: {} }));
    const editor = createEditor({ ...a, element: document.createElement('div'), editable: true });
    onTestFinished(() => editor.destroy());
    expect(showDoc(editor.view.state.doc)).toBe('unknown_block / p two');
    const sent = encodeStateAsUpdate(a.doc);
    editor.view.updateState(editor.view.state.reconfigure({ plugins: [...editor.view.state.plugins] }));
    expect(encodeStateAsUpdate(a.doc)).toEqual(sent);
  });

  test('is only a value that this version reads as the default: kept, and can be edited', () => {
    const [a, b] = createTwo('p one / p two');
    firstBlock(b).setAttribute('kind', 'poem');
    send(b, a);
    a.select('p |one / p two');
    a.type('x');
    exchange([a, b]);
    expect(firstBlock(b).getAttribute('kind')).toBe('poem');
    expect(a.editor.peek()).toMatchObject({ outdated: false, kind: 'paragraph' });
    expect(showDoc(a.editor.view.state.doc)).toBe('p xone / p two');
  });
});

test.each<readonly [string, (replica: Replica) => void]>([
  ['text outside of blocks', (r) => root(r).push([new XmlText('x')])],
  ['a hook', (r) => root(r).push([new XmlHook('x') as unknown as XmlElement])],
  ['a document in an attribute', (r) => firstBlock(r).setAttribute('more', new Doc() as unknown as string)],
])('what y-prosemirror itself has no form for can only be looked at: %s (E1)', (...[, write]) => {
  const [a, b] = createNewer('p one / p two', write);
  const sent = encodeStateAsUpdate(b.doc);
  a.type('x');
  a.editor.commands.setKind({ kind: 'heading' });
  expect(encodeStateAsUpdate(a.doc)).toEqual(sent);
  expect(a.editor.peek()).toMatchObject({ outdated: true, editable: false });
  root(b).insert(0, [element('block', new XmlText('later'))]);
  send(b, a);
  expect(showDoc(a.editor.view.state.doc)).toContain('p later / ');
});

describe('a document says which schema version may write in it (E1)', () => {
  function open({ doc }: Pick<Replica, 'doc'>, schemaVersion: number): EditorHandle {
    const awareness = new Awareness(doc);
    awareness.destroy();
    const made = { element: document.createElement('div'), doc, awareness, editable: true, schemaVersion };
    const editor = createEditor(made);
    onTestFinished(() => editor.destroy());
    return editor;
  }

  function typeInto({ view }: EditorHandle, text: string): void {
    view.dispatch(view.state.tr.insertText(text, 1));
  }

  test('an older client can only read, and is told so, as soon as a newer one has written', () => {
    const [a, b] = createTwo('p one');
    const newer = open(b, 3);
    send(b, a);
    expect(a.editor.peek()).toMatchObject({ outdated: false, editable: true });
    const told: boolean[] = [];
    a.editor.subscribe(({ outdated }) => told.push(outdated));
    typeInto(newer, 'X');
    send(b, a);
    expect(told).toEqual([true]);
    expect(a.editor.peek()).toMatchObject({ outdated: true, editable: false });
    const sent = encodeStateAsUpdate(a.doc);
    a.type('y');
    a.editor.commands.setKind({ kind: 'heading' });
    a.editor.commands.undo();
    expect(encodeStateAsUpdate(a.doc)).toEqual(sent);
    typeInto(newer, 'Z');
    send(b, a);
    expect(showDoc(a.editor.view.state.doc)).toBe('p ZXone');
  });

  test('it is told together with the text when the document is opened', () => {
    const [a, b] = createTwo('p one');
    typeInto(open(b, 3), 'X');
    send(b, a);
    expect(open(a, 2).peek()).toMatchObject({ outdated: true, editable: false });
    expect(open(a, 3).peek()).toMatchObject({ outdated: false, editable: true });
    expect(open(a, 4).peek()).toMatchObject({ outdated: false, editable: true });
  });

  test('opening and looking demand nothing, and undo takes no demand back', () => {
    const [a] = createTwo('p one');
    const sent = encodeStateAsUpdate(a.doc);
    const newer = open(a, 3);
    expect(encodeStateAsUpdate(a.doc)).toEqual(sent);
    typeInto(newer, 'X');
    newer.commands.undo();
    expect(open(a, 2).peek().outdated).toBe(true);
  });

  test('of two who demand at once the higher holds', () => {
    for (const order of [
      [3, 4],
      [4, 3],
    ]) {
      const [a, b] = createTwo('p one');
      typeInto(open(a, order[0] ?? 0), 'X');
      typeInto(open(b, order[1] ?? 0), 'Y');
      exchange([a, b]);
      for (const replica of [a, b]) {
        expect(open(replica, 3).peek().outdated).toBe(true);
        expect(open(replica, 4).peek().outdated).toBe(false);
      }
    }
  });

  test('this version writes none, as it is the first that looks for one', () => {
    const [a] = createTwo('p one');
    a.type('x');
    expect([...a.doc.getMap('meta').keys()]).toEqual([]);
  });
});
