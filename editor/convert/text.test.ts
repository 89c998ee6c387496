import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { schema } from '../schema/schema.ts';
import { anyDoc } from '../testing/anyDoc.fixture.ts';
import { parseDoc, showDoc } from '../testing/notation.fixture.ts';
import { canonicalText } from './canonical.ts';
import { readText, writeText } from './text.ts';

describe('a document as text', () => {
  test.each([
    ['', ''],
    ['h1 one / p two\\three', 'one\n\ntwo\nthree\n'],
    ['b one / .n two / .n three / t four / T five', '- one\n  1. two\n  2. three\n[ ] four\n[x] five\n'],
    ['b one / .p two / b three', '- one\n\n  two\n- three\n'],
    ['q one / q two', '> one\n>\n> two\n'],
    ['code a\n\n  b / --- / math x', 'a\n\n  b\n\n* * *\n\nx\n'],
    ['tb !p a ; !p b ;; p c ; b d', 'a\tb\nc\t- d\n'],
    ['p *a* {/x b} $c$ #*_', 'a b c #\n'],
  ])('%s is %j', (line, text) => {
    expect(writeText(parseDoc(line))).toBe(text);
  });

  test('what isn’t text is said in words', () => {
    const doc = schema.node('doc', null, [
      schema.nodes.figure.create({ src: '/a.png', alt: 'a cat' }, schema.text('Tom')),
      schema.nodes.file.create({ src: '/a.pdf', name: 'a.pdf' }),
      schema.nodes.block.create(null, schema.nodes.mention.create({ id: 'ada', label: 'Ada' })),
    ]);
    expect(writeText(doc)).toBe('a cat\nTom\n\na.pdf /a.pdf\n\n@Ada\n');
  });
});

describe('text as a document', () => {
  test.each([
    ['', ''],
    ['one', 'p one'],
    ['one\ntwo\n\nthree\n', 'p one\\two / p three'],
    ['one\r\n \r\n\r\ntwo', 'p one / p two'],
    ['\ufeff# one\n- two', 'p # one\\- two'],
    ['\n\n  one', 'p   one'],
  ])('%j is %s', (text, line) => {
    expect(showDoc(readText(text))).toBe(line);
  });

  test('keeps every word', () => {
    const property = fc.property(fc.string({ unit: 'binary' }), (text) => {
      const doc = readText(text);
      doc.check();
      const words = (all: string) =>
        canonicalText(all)
          .replace(/^\ufeff/, '')
          .split(/\s+/)
          .join('');
      expect(words(doc.textBetween(0, doc.content.size, '\n', '\n'))).toBe(words(text));
    });
    fc.assert(property, { numRuns: 200 });
  });
});

test('any document can be written as text, with the same text in its code and formulas', () => {
  const property = fc.property(anyDoc, (doc) => {
    const text = writeText(doc);
    expect(text).toBe(canonicalText(text));
    doc.descendants((node) => {
      const [line = ''] = node.type.spec.code ? canonicalText(node.textContent).split('\n') : [];
      expect(text.replace(/\s+/g, ' ')).toContain(line.replace(/\s+/g, ' '));
    });
  });
  fc.assert(property, { numRuns: 200 });
});
