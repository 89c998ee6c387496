import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { openDoc } from './compact.ts';
import { create, retitle } from './compose.ts';
import { describe } from './derive.ts';
import { DocumentState } from './documentState.ts';
import { maybeDescribable } from './layout.ts';
import { editRandomly } from './randomEdits.fixture.ts';

function docWith(title: string, ...blocks: readonly string[]): Y.Doc {
  const doc = openDoc(create(title));
  const content = doc.getXmlFragment('prosemirror');
  for (const text of blocks) {
    const block = new Y.XmlElement('block');
    block.insert(0, [new Y.XmlText(text)]);
    content.push([block]);
  }
  return doc;
}

function titleOf(doc: Y.Doc): unknown {
  return doc.getMap('meta').get('title')?.toString();
}

test('a new document has its title as text and one empty paragraph', () => {
  const doc = openDoc(create('Plans'));
  expect(doc.getMap('meta').get('title')).toBeInstanceOf(Y.Text);
  expect(doc.getXmlFragment('prosemirror').toString()).toBe('<block kind="paragraph"></block>');
  expect(describe(doc)).toEqual({ title: 'Plans', excerpt: '', words: 0 });
});

test('a summary has the text of blocks, whitespace folded, formats and embeds left out', () => {
  const doc = docWith('  A \n title ', 'One  two', '', 'three.');
  const text = (doc.getXmlFragment('prosemirror').get(1) as Y.XmlElement).get(0) as Y.XmlText;
  text.format(0, 3, { bold: true });
  text.insertEmbed(8, { image: 'cat' });
  expect(describe(doc)).toEqual({ title: 'A title', excerpt: 'One two three.', words: 3 });
});

test('a summary counts words as people of that language do', () => {
  expect(describe(docWith('', '日本語の文章です', "don't stop")).words).toBeGreaterThan(4);
});

test('an excerpt is cut between graphemes when the text is long', () => {
  const { excerpt } = describe(docWith('', '👩‍👩‍👧‍👦'.repeat(100)));
  expect(excerpt).toBe('👩‍👩‍👧‍👦'.repeat(18));
});

test('the title is a string, or the beginning of the first block that has text, when there is no title to edit', () => {
  const doc = docWith('', ' ', `${'long '.repeat(30)}end`, 'more');
  expect(describe(doc).title).toBe('long '.repeat(16).trim());
  doc.getMap('meta').set('title', 'plain');
  expect(describe(doc).title).toBe('plain');
  doc.getMap('meta').set('title', 42);
  expect(describe(doc).title).toBe('long '.repeat(16).trim());
});

test.each<[string, (doc: Y.Doc) => void]>([
  ['nothing', () => undefined],
  ['a root text', (doc) => doc.getText('text').insert(0, 'words')],
  ['text where elements should be', (doc) => doc.getText('prosemirror').insert(0, 'words', { bold: true })],
  ['a map where elements should be', (doc) => doc.getMap('prosemirror').set('a', 1)],
  ['values where elements should be', (doc) => doc.getArray('prosemirror').insert(0, [1, {}, new Y.Map()])],
  ['a list of titles', (doc) => doc.getArray('meta').insert(0, ['title'])],
])('a document of another application with %s has an empty summary', (_what, edit) => {
  const doc = new Y.Doc();
  edit(doc);
  expect(describe(openDoc(Y.encodeStateAsUpdate(doc)))).toEqual({ title: '', excerpt: '', words: 0 });
});

test('elements nested thousands deep are no danger to the walk', () => {
  const doc = new Y.Doc();
  let parent: Y.XmlFragment = doc.getXmlFragment('prosemirror');
  doc.transact(() => {
    for (let depth = 0; depth < 5000; depth++) {
      const child = new Y.XmlElement('block');
      parent.insert(0, [child]);
      parent = child;
    }
    parent.insert(0, [new Y.XmlText('deep')]);
  });
  expect(describe(doc).words).toBe(0);
});

test.each([
  ['a word in the middle', 'one two three', 'one 2 three', 5],
  ['the end', 'one', 'one two', 4],
  ['all', 'one', 'zwei', 3],
  ['nothing but a half of a surrogate pair', 'x😀y', 'x😁y', 2],
  ['the other half', 'x😀y', 'x🐀y', 2],
  ['a repeated letter', 'aaa', 'aa', 1],
])(
  'setting a title edits %s, and leaves what is common to whoever types there',
  (...[, before, after, edited]) => {
    const doc = openDoc(create(before));
    const other = openDoc(Y.encodeStateAsUpdate(doc));
    const update = retitle(doc, after);
    expect(titleOf(doc)).toBe(after);
    if (update === undefined) throw new Error('an update was expected');
    Y.applyUpdate(other, update);
    expect(titleOf(other)).toBe(after);
    expect(update.length).toBeLessThan(40 + 2 * edited);
  },
);

test('setting a title replaces a plain string by text, and does nothing when it is the title already', () => {
  const doc = openDoc(create('same'));
  expect(retitle(doc, 'same')).toBeUndefined();
  doc.getMap('meta').set('title', 'plain');
  expect(retitle(doc, 'new')).toBeDefined();
  expect(doc.getMap('meta').get('title')).toBeInstanceOf(Y.Text);
  expect(titleOf(doc)).toBe('new');
});

test('a document is known to have no summary without a Y.Doc when the editor was never there', () => {
  const doc = new Y.Doc();
  for (let step = 0; step < 200; step++)
    editRandomly(doc, { kind: step * 7, where: step * 13, what: step * 5 });
  expect(maybeDescribable(DocumentState.load([Y.encodeStateAsUpdate(doc)]))).toBe(false);
  expect(describe(doc)).toEqual({ title: '', excerpt: '', words: 0 });
});

test('a document may have a summary as long as its roots are there, whatever was deleted, and written before them', () => {
  const doc = docWith('Plans', 'one', 'two');
  const content = doc.getXmlFragment('prosemirror');
  content.insert(0, [new Y.XmlElement('block')]);
  content.delete(1, content.length - 1);
  doc.getMap('meta').delete('title');
  const state = Y.encodeStateAsUpdate(openDoc(Y.encodeStateAsUpdate(doc)));
  expect(maybeDescribable(DocumentState.load([state]))).toBe(true);
  content.delete(0, content.length);
  expect(maybeDescribable(DocumentState.load([Y.encodeStateAsUpdate(doc)]))).toBe(true);
});
