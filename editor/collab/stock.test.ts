// @vitest-environment jsdom

import { type Node, Schema } from 'prosemirror-model';
import { EditorState, NodeSelection, Selection, TextSelection } from 'prosemirror-state';
import { EditorView } from 'prosemirror-view';
import { expect, onTestFinished, test } from 'vitest';
import {
  absolutePositionToRelativePosition,
  relativePositionToAbsolutePosition,
  updateYFragment,
  ySyncPlugin,
  ySyncPluginKey,
  yXmlFragmentToProseMirrorRootNode,
} from 'y-prosemirror';
import { applyUpdate, Doc, encodeStateAsUpdate, encodeStateVector, XmlElement } from 'yjs';
import { Author } from '../intent/author.ts';
import { Chance } from '../intent/chance.ts';
import { deeds, selectSomewhere } from '../intent/deeds.ts';
import { fragmentName, schema, schemaVersion } from '../schema/schema.ts';
import { parseDoc, showDoc } from '../testing/notation.fixture.ts';
import { Binding } from './binding.ts';
import { drawDocument } from './drawing.ts';

/** An editor with y-prosemirror's own plugin, on a copy of the document. */
class StockEditor {
  readonly doc = new Doc();
  readonly view: EditorView;

  constructor(clientId: number, from: Doc, known: Schema = schema) {
    this.doc.clientID = clientId;
    applyUpdate(this.doc, encodeStateAsUpdate(from));
    const plugins = [ySyncPlugin(this.doc.getXmlFragment(fragmentName))];
    this.view = new EditorView(document.createElement('div'), {
      state: EditorState.create({ schema: known, plugins }),
    });
    onTestFinished(() => this.view.destroy());
  }
}

/** Both get what the other has. */
function exchange(a: Doc, b: Doc): void {
  const [fromA, fromB] = [
    encodeStateAsUpdate(a, encodeStateVector(b)),
    encodeStateAsUpdate(b, encodeStateVector(a)),
  ];
  applyUpdate(a, fromB, 'relay');
  applyUpdate(b, fromA, 'relay');
}

const line = 'p one *two* / h2 three / .b fo_ur_ / code five / ---';

function createPair(): { readonly ours: Author; readonly stock: StockEditor } {
  const ours = new Author(1, { mayWrite: true });
  ours.dispatch(ours.state.tr.insert(0, parseDoc(line).content));
  return { ours, stock: new StockEditor(2, ours.doc) };
}

test('a stock y-prosemirror editor shows what ours wrote, and ours what it wrote', () => {
  const { ours, stock } = createPair();
  expect(showDoc(stock.view.state.doc)).toBe(line);
  stock.view.dispatch(stock.view.state.tr.insertText('X', 3).setNodeAttribute(0, 'kind', 'bullet'));
  ours.dispatch(ours.state.tr.insertText('Y', 12));
  exchange(ours.doc, stock.doc);
  expect(showDoc(ours.state.doc)).toBe(showDoc(stock.view.state.doc));
  expect(showDoc(ours.state.doc)).toMatch(/^b onXe \*two\* \/ h2 (Y?t|tY)/);
});

test('a document that a stock editor made opens here, and y-prosemirror reads what becomes of it', () => {
  const doc = new Doc();
  const fragment = doc.getXmlFragment(fragmentName);
  updateYFragment(doc, fragment, parseDoc(line), { mapping: new Map(), isOMark: new Map() });
  const opened = new Author(1, { mayWrite: true });
  opened.receive(encodeStateAsUpdate(doc));
  expect(showDoc(opened.state.doc)).toBe(line);
  opened.dispatch(opened.state.tr.split(3));
  const read = yXmlFragmentToProseMirrorRootNode(opened.doc.getXmlFragment(fragmentName), schema);
  expect(read.eq(opened.state.doc)).toBe(true);
});

test.each(Array.from({ length: 40 }, (_, index) => index + 1))(
  'ours and a stock editor see the same after history %i',
  (seed) => {
    const chance = new Chance(seed);
    const { ours, stock } = createPair();
    const asAuthor = {
      get state() {
        return stock.view.state;
      },
      dispatch: stock.view.dispatch.bind(stock.view),
      run: (command: Parameters<Author['run']>[0]) => command(stock.view.state, stock.view.dispatch),
      undo: () => false,
      redo: () => false,
    } as unknown as Author;
    for (let act = 0; act < 15; act += 1) {
      const author = chance.happens(0.5) ? ours : asAuthor;
      selectSomewhere(author, chance);
      // Of a selected ProseMirror node that vanishes y-prosemirror throws (E15).
      const { selection, tr } = stock.view.state;
      if (selection instanceof NodeSelection) stock.view.dispatch(tr.setSelection(Selection.atStart(tr.doc)));
      // y-prosemirror loses marks on what is not text, and so has no say in them (E4).
      const name = chance.oneOf(
        Object.keys(deeds).filter((deed) => !['changeNode', 'undo', 'redo'].includes(deed)),
      );
      deeds[name]?.(author, chance);
      if (chance.happens(0.4)) continue;
      exchange(ours.doc, stock.doc);
      exchange(ours.doc, stock.doc);
      expect(ours.state.doc.toString(), name).toBe(stock.view.state.doc.toString());
      expect(ours.binding.redrawn).toBe(0);
    }
    const fragment = ours.doc.getXmlFragment(fragmentName);
    expect(drawDocument(schema, fragment)?.eq(ours.state.doc)).toBe(true);
  },
);

test("y-prosemirror's helpers find positions through the state of ours, before and after edits", () => {
  const { ours } = createPair();
  ours.dispatch(ours.state.tr.insertText('more', 3).split(5));
  const { type, doc, binding } = ySyncPluginKey.getState(ours.state);
  const texts: number[] = [];
  ours.state.doc.descendants((node, pos) => {
    if (node.isText) texts.push(...Array.from({ length: node.nodeSize }, (_, index) => pos + index));
  });
  for (const pos of texts) {
    const relative = absolutePositionToRelativePosition(pos, type, binding.mapping);
    expect(relativePositionToAbsolutePosition(doc, type, relative, binding.mapping)).toBe(pos);
    expect(binding.absolutePosition(relative)).toBe(pos);
  }
});

test('E4: marks on images and mentions are carried in attributes, and stay when others write', () => {
  const [a, b] = [new Author(1, { mayWrite: true }), new Author(2, { mayWrite: true })];
  const { image, block, mention } = schema.nodes;
  const link = schema.marks.link.create({ href: 'https://example.org' });
  const strong = schema.marks.strong.create();
  const content = [
    image.create({ src: 'i.png' }, null, [link]),
    schema.text('x'),
    mention.create({ id: '1' }, null, [strong]),
  ];
  a.dispatch(a.state.tr.insert(0, block.create(null, content)));
  for (const update of a.outbox.splice(0)) b.receive(update);
  expect(b.state.doc.eq(a.state.doc)).toBe(true);
  b.dispatch(b.state.tr.removeNodeMark(1, link).addNodeMark(3, schema.marks.em.create()).insertText('y', 2));
  for (const update of b.outbox.splice(0)) a.receive(update);
  expect(a.state.doc.eq(b.state.doc)).toBe(true);
  expect(a.state.doc.toString()).toBe('doc(block(image, "yx", strong(em(mention))))');
});

test('marks that may stand beside themselves are told apart by the hash that y-prosemirror gives them', () => {
  const overlapping = new Schema({
    nodes: {
      doc: { content: 'paragraph*' },
      paragraph: { content: 'text*', toDOM: () => ['p', 0] },
      text: {},
    },
    marks: { comment: { attrs: { id: {} }, excludes: '', toDOM: () => ['span', 0] } },
  });
  const comment = (id: number) => overlapping.mark('comment', { id });
  const doc = overlapping.node('doc', null, [
    overlapping.node('paragraph', null, [
      overlapping.text('one', [comment(1)]),
      overlapping.text('two', [comment(1), comment(2)]),
    ]),
  ]);
  const stock = new Doc();
  updateYFragment(stock, stock.getXmlFragment(fragmentName), doc, { mapping: new Map(), isOMark: new Map() });
  const fragment = stock.getXmlFragment(fragmentName);
  const binding = new Binding({ fragment, schema: overlapping, schemaVersion, mayWrite: () => true });
  onTestFinished(() => binding.destroy());
  expect(binding.initialDoc.toString()).toBe(doc.toString());
  const state = EditorState.create({ doc: binding.initialDoc, plugins: [binding.plugin] });
  const view = new EditorView(document.createElement('div'), { state });
  onTestFinished(() => view.destroy());
  view.dispatch(
    view.state.tr.setSelection(TextSelection.create(view.state.doc, 2)).addMark(2, 4, comment(2)),
  );
  const read = yXmlFragmentToProseMirrorRootNode(fragment, overlapping);
  // Which of two marks of one type comes first is nobody's business.
  expect(markedCharacters(read)).toEqual(markedCharacters(view.state.doc));
  expect(markedCharacters(read)).toEqual(['o1', 'n12', 'e12', 't12', 'w12', 'o12']);
});

test('E1: what ProseMirror refuses is not drawn and not touched, and the document is let be', () => {
  const strict = new Schema({
    nodes: {
      doc: { content: 'title paragraph*' },
      title: { content: 'text*', toDOM: () => ['h1', 0] },
      paragraph: { content: 'text*', toDOM: () => ['p', 0] },
      text: {},
    },
  });
  const doc = new Doc();
  const fragment = doc.getXmlFragment(fragmentName);
  fragment.insert(0, [new XmlElement('title')]);
  const binding = new Binding({ fragment, schema: strict, schemaVersion, mayWrite: () => true });
  onTestFinished(() => binding.destroy());
  const state = EditorState.create({ doc: binding.initialDoc, plugins: [binding.plugin] });
  const view = new EditorView(document.createElement('div'), { state });
  onTestFinished(() => view.destroy());
  fragment.insert(1, [new XmlElement('title')]);
  expect(binding.outdated).toBe(true);
  expect(view.state.doc.childCount).toBe(1);
  expect(fragment.length).toBe(2);
});

test('E1: a stock editor of a newer schema and ours work on one document, and what only it knows stays whole', () => {
  const { ours } = createPair();
  const chart = {
    group: 'flow',
    content: 'text*',
    attrs: { unit: { default: null } },
    toDOM: () => ['b', 0] as const,
  };
  const newer = new Schema({
    nodes: schema.spec.nodes.append({ chart }),
    marks: schema.spec.marks.append({ glow: { toDOM: () => ['i', 0] } }),
  });
  const stock = new StockEditor(2, ours.doc, newer);
  const { view } = stock;
  view.dispatch(view.state.tr.insert(0, newer.node('chart', { unit: 'mm' }, newer.text('sums'))));
  exchange(ours.doc, stock.doc);
  expect(showDoc(ours.state.doc)).toBe(`unknown_block / ${line}`);
  ours.dispatch(ours.state.tr.insertText('X', 2).setNodeAttribute(1, 'kind', 'bullet'));
  view.dispatch(view.state.tr.insertText('more ', 1));
  exchange(ours.doc, stock.doc);
  expect(view.state.doc.child(0).toJSON()).toMatchObject({
    attrs: { unit: 'mm' },
    content: [{ text: 'more sums' }],
  });
  view.dispatch(view.state.tr.addMark(13, 15, newer.mark('glow')));
  exchange(ours.doc, stock.doc);
  expect(showDoc(ours.state.doc)).toBe(
    'unknown_block / unknown_block / h2 three / .b fo_ur_ / code five / ---',
  );
  ours.dispatch(ours.state.tr.insertText('Y', 3));
  ours.dispatch(ours.state.tr.delete(0, 1));
  exchange(ours.doc, stock.doc);
  expect(view.state.doc.child(0).textContent).toBe('Xone two');
  expect(view.state.doc.rangeHasMark(0, 9, newer.mark('glow'))).toBe(true);
  expect(ours.binding.redrawn).toBe(0);
  expect(ours.binding.outdated).toBe(false);
});

/** Each character, with the ids of its marks. */
function markedCharacters(doc: Node): readonly string[] {
  const characters: string[] = [];
  doc.descendants(({ text = '', marks }) => {
    const ids = marks.map(({ attrs }) => String(attrs.id)).sort();
    characters.push(...[...text].map((character) => character + ids.join('')));
  });
  return characters;
}
