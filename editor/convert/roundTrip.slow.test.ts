import fc, { type Arbitrary } from 'fast-check';
import type { Node } from 'prosemirror-model';
import { expect, test } from 'vitest';
import { schema } from '../schema/schema.ts';
import { isPlaceholder } from '../schema/unknown.ts';
import { anyDoc } from '../testing/anyDoc.fixture.ts';
import { canonicalDoc } from './canonical.ts';
import { readHtml } from './htmlReader.ts';
import { writeHtml } from './htmlWriter.ts';
import { readJson, writeJson } from './json.ts';
import { readMarkdown } from './markdownReader.ts';
import { writeMarkdown } from './markdownWriter.ts';
import { parse5Html } from './parse5Html.ts';
import { readText, writeText } from './text.ts';

/** In Node alone: there is no page here. The quick tests beside this one take fewer documents. */
const numRuns = 2000;
const limitMs = 120_000;

function holdsForAny<T>(arbitrary: Arbitrary<T>, holds: (value: T) => void): void {
  const property = fc.property(arbitrary, (value) => {
    holds(value);
  });
  fc.assert(property, { numRuns });
}

test(
  'any document comes back from Markdown as it is seen',
  () =>
    holdsForAny(anyDoc, (doc) => {
      const markdown = writeMarkdown(doc);
      const read = readMarkdown(markdown, parse5Html);
      expect(read.toJSON(), markdown).toEqual(canonicalDoc(doc).toJSON());
      expect(writeMarkdown(read), 'is written as it was').toBe(markdown);
    }),
  limitMs,
);

test(
  'any document comes back from HTML as it is seen',
  () =>
    holdsForAny(anyDoc, (doc) => {
      const html = writeHtml(doc);
      const read = readHtml(html, parse5Html);
      expect(read.toJSON(), html).toEqual(canonicalDoc(doc).toJSON());
      expect(writeHtml(read), 'is written as it was').toBe(html);
    }),
  limitMs,
);

test(
  'any document comes back from JSON as it is stored',
  () =>
    holdsForAny(anyDoc, (doc) => {
      // JSON has no word for some numbers; they are out of any range.
      const stored: unknown = JSON.parse(JSON.stringify(doc.toJSON()));
      expect(readJson(writeJson(doc)).toJSON()).toEqual(schema.nodeFromJSON(stored).toJSON());
    }),
  limitMs,
);

test(
  'any document can be written as text, and any text comes back as it was read',
  () => {
    holdsForAny(anyDoc, (doc) => expect(writeText(doc)).toMatch(/^(?:|.*\n)$/s));
    holdsForAny(
      fc.string({ unit: fc.constantFrom('a', ' ', '\n', '\r\n', '\t', '- ', '😀', '\0') }),
      (text) => {
        const read = readText(text);
        read.check();
        expect(readText(writeText(read)).toJSON(), JSON.stringify(text)).toEqual(read.toJSON());
      },
    );
  },
  limitMs,
);

/** What documents hold: `block`, `block.kind=quote`, and `link` as names. */
function seenIn(doc: Node): ReadonlySet<string> {
  const seen = new Set<string>();
  doc.descendants((node) => {
    for (const { type, attrs } of [node, ...node.marks]) {
      seen.add(type.name);
      for (const [name, value] of Object.entries(attrs)) if (value !== null) seen.add(`${type.name}.${name}`);
    }
  });
  return seen;
}

test('the documents hold every type, mark and attribute of the schema', () => {
  const seen = new Set(fc.sample(anyDoc, numRuns).flatMap((doc) => [...seenIn(doc)]));
  const stored = Object.values(schema.nodes).filter(
    (type) => !isPlaceholder(type) && type !== schema.nodes.doc,
  );
  const wanted = [...stored, ...Object.values(schema.marks)].flatMap(({ name, spec }) => [
    name,
    ...Object.keys(spec.attrs ?? {}).map((attribute) => `${name}.${attribute}`),
  ]);
  expect(wanted.length).toBeGreaterThan(60);
  expect(wanted.filter((each) => !seen.has(each))).toEqual([]);
});
