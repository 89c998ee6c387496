import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyDoc } from '../testing/anyDoc.fixture.ts';
import { parseDoc } from '../testing/notation.fixture.ts';
import { canonicalDoc } from './canonical.ts';
import { DocumentJsonError, readJson, writeJson } from './json.ts';

test('any document comes back from JSON as it is stored, values out of range included', () => {
  const property = fc.property(anyDoc, (doc) => {
    // JSON has neither NaN nor infinity, which say as little as null.
    expect(JSON.stringify(readJson(writeJson(doc)).toJSON())).toBe(JSON.stringify(doc.toJSON()));
    expect(canonicalDoc(canonicalDoc(doc)).toJSON()).toEqual(canonicalDoc(doc).toJSON());
  });
  fc.assert(property, { numRuns: 100 });
});

test('JSON says its version, and nothing of what is null', () => {
  expect(writeJson(parseDoc('h2 one'))).toBe(
    '{"schemaVersion":2,"doc":{"type":"doc","content":[{"type":"block","attrs":{"kind":"heading","level":2},"content":[{"type":"text","text":"one"}]}]}}',
  );
});

test.each([
  ['', 'malformed'],
  ['{', 'malformed'],
  ['null', 'malformed'],
  ['{"schemaVersion":2}', 'malformed'],
  ['{"schemaVersion":"2","doc":{"type":"doc"}}', 'malformed'],
  ['{"schemaVersion":2,"doc":{"type":"poem"}}', 'malformed'],
  ['{"schemaVersion":2,"doc":{"type":"block"}}', 'malformed'],
  ['{"schemaVersion":2,"doc":{"type":"doc","content":[{"type":"text","text":"a"}]}}', 'malformed'],
  ['{"schemaVersion":2,"doc":{"type":"doc","content":[{"type":"block","attrs":{"kind":{}}}]}}', 'malformed'],
  ['{"schemaVersion":99,"doc":{"type":"doc"}}', 'newer'],
])('%s is refused as %s', (json, code) => {
  expect(() => readJson(json)).toThrow(expect.objectContaining({ code, constructor: DocumentJsonError }));
});
