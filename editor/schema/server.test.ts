import { Node } from 'prosemirror-model';
import { expect, test } from 'vitest';
import { yXmlFragmentToProseMirrorRootNode } from 'y-prosemirror';
import { applyUpdate, Doc, encodeStateAsUpdate } from 'yjs';
import { firstVersion } from './firstVersion.fixture.ts';
import { fragmentName, schema } from './schema.ts';

/** In plain Node: there is no DOM here. */
test('the schema can be used where there is no page', () => {
  expect(typeof document).toBe('undefined');
  const caption = schema.text('one', [schema.marks.link.create({ href: '/' })]);
  const doc = schema.node('doc', null, [schema.nodes.figure.create({ src: '/a.png' }, caption)]);
  doc.check();
  expect(Node.fromJSON(schema, doc.toJSON()).eq(doc)).toBe(true);
});

test('a document of version 1 opens unchanged', () => {
  const doc = new Doc();
  applyUpdate(doc, Buffer.from(firstVersion.update, 'base64'));
  const before = encodeStateAsUpdate(doc);
  const root = yXmlFragmentToProseMirrorRootNode(doc.getXmlFragment(fragmentName), schema);
  root.check();
  expect(withoutDefaults(root.toJSON())).toEqual(withoutDefaults(firstVersion.json));
  expect(encodeStateAsUpdate(doc)).toEqual(before);
});

/** What is null is as if it weren't there, in Yjs as well. */
function withoutDefaults(json: unknown): unknown {
  return JSON.parse(JSON.stringify(json, (_key, value: unknown) => (value === null ? undefined : value)));
}
