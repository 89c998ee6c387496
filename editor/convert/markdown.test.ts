import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { schema } from '../schema/schema.ts';
import { anyDoc } from '../testing/anyDoc.fixture.ts';
import { parseDoc, showDoc } from '../testing/notation.fixture.ts';
import { canonicalDoc } from './canonical.ts';
import { readHtml } from './htmlReader.ts';
import { writeHtml } from './htmlWriter.ts';
import { readMarkdown } from './markdownReader.ts';
import { writeMarkdown } from './markdownWriter.ts';
import { parse5Html } from './parse5Html.ts';

function read(markdown: string) {
  const doc = readMarkdown(markdown, parse5Html);
  doc.check();
  return doc;
}

test('any document comes back from Markdown as it is seen', () => {
  const property = fc.property(anyDoc, (doc) => {
    const markdown = writeMarkdown(doc);
    expect(read(markdown).toJSON(), markdown).toEqual(canonicalDoc(doc).toJSON());
  });
  fc.assert(property, { numRuns: 100 });
});

describe('a document is written as a person would', () => {
  test.each([
    ['', ''],
    ['p one / p two', 'one\n\ntwo\n'],
    ['h1 one / h3 two / h2 ', '# one\n\n### two\n\n##\n'],
    ['b one / b two / .b three / ..n four / b five', '- one\n- two\n  - three\n    1. four\n- five\n'],
    ['n one / n two / .p more / n three', '1. one\n\n2. two\n\n   more\n\n3. three\n'],
    ['t one / T two', '- [ ] one\n- [x] two\n'],
    ['b  / .h2 one', '- ## one\n'],
    ['q one / q two / p three', '> one\n>\n> two\n\nthree\n'],
    ['c one / .b two', '> [!NOTE]\n> one\n>\n> - two\n'],
    ['g one / .p two', '<details open><summary>one</summary>\n\ntwo\n\n</details>\n'],
    ['code a\n\n  b', '```\na\n\n  b\n```\n'],
    ['b one / .code two', '- one\n\n  ```\n  two\n  ```\n'],
    ['math a\n b', '$$\na\n b\n$$\n'],
    ['---', '***\n'],
    ['tb !p a ; !p b ;; p c ; p *d*', '| a | b |\n| --- | --- |\n| c | **d** |\n'],
    ['p *a* _b_ ~c~ `d` {https://x.org/ e}', '**a** _b_ ~~c~~ `d` [e](https://x.org/)\n'],
    ['p a*b*c_d_e', 'a**b**c*d*e\n'],
    ['p +a+', '<u>a</u>\n'],
    ['p *a *b', '<strong>a </strong>b\n'],
    ['p $x^2$ a\\b', '$x^2$ a\\\nb\n'],
    ['p {https://x.org/ https://x.org/}', '<https://x.org/>\n'],
    ['p one / p  / p two', 'one\n\n<p></p>\n\ntwo\n'],
    ['tb p a', '<table><tbody><tr><td>a</td></tr></tbody></table>\n'],
    ['.p one', '<p data-indent="1">one</p>\n'],
  ])('%s is %j, and back', (line, markdown) => {
    expect(writeMarkdown(parseDoc(line))).toBe(markdown);
    expect(showDoc(read(markdown))).toBe(line);
  });
});

test('footnotes are text, in and out', () => {
  const markdown = 'one[^1] and [^a-b](c)\n\n[^1]: two\n';
  const doc = read(markdown);
  expect(doc.children.map(({ textContent }) => textContent)).toEqual(['one[^1] and ^a-b', '[^1]: two']);
  expect(writeMarkdown(doc)).toBe(markdown);
});

describe('what Markdown has no word for is in HTML', () => {
  test.each([
    [{ align: 'center' }, '<p style="text-align: center">one</p>\n'],
    [{ kind: 'heading', level: 2, align: 'right' }, '<h2 style="text-align: right">one</h2>\n'],
    [{ kind: 'callout', tone: 'warning' }, '> [!WARNING]\n> one\n'],
    [{ kind: 'paragraph', quoted: 1 }, '> <p data-kind="paragraph">one</p>\n'],
    [{ kind: 'numbered', start: 7 }, '7. one\n'],
    [{ kind: 'toggle', folded: true }, '<details><summary>one</summary></details>\n'],
  ])('%o', (attrs, markdown) => {
    const doc = schema.node('doc', null, [schema.nodes.block.create(attrs, schema.text('one'))]);
    expect(writeMarkdown(doc)).toBe(markdown);
    expect(read(markdown).toJSON()).toEqual(canonicalDoc(doc).toJSON());
  });
});

describe('text that looks like Markdown comes back as it was', () => {
  test.each([
    '# one',
    '1. one',
    '- one',
    '+',
    '> one',
    '---',
    '===',
    '| a | b |',
    '```',
    '~~~',
    '$$',
    '$5 and $6$',
    '*a* _b_ **c** __d__ ~~e~~ `f`',
    'snake_case_word and 2*3*4',
    '[a](b) ![c](d) <e@f.org> <https://g.org> [h]',
    '[a]: b',
    '[ ] one',
    '[!NOTE]',
    '<b>one</b> <!-- two --> <script>',
    '&amp; &#32; &copy AT&T',
    'back\\slash\\*',
    '  two  spaces  ',
    'a\tb\nc',
    'ends with #',
    '\u00a0\ufeff\u2028',
    '😀 **שלום**',
  ])('%j', (text) => {
    for (const kind of ['paragraph', 'heading', 'bullet', 'task', 'quote', 'callout', 'toggle']) {
      const block = schema.nodes.block.create({ kind }, schema.text(text));
      const doc = schema.node('doc', null, [block]);
      expect(read(writeMarkdown(doc)).toJSON(), kind).toEqual(canonicalDoc(doc).toJSON());
    }
  });
});

describe('Markdown from elsewhere', () => {
  test.each([
    ['- [ ] one\n- [X] two\n- three', 't one / T two / b three'],
    ['1) one\n\n   two\n2) three', 'n one / .p two / n three'],
    ['> - one\n>\n>   two', 'b one / .p two'],
    ['> [!tip]\n> one\n\ntwo', 'c one / p two'],
    ['> [!WARNING]\n>\n> one', 'c one'],
    ['<details><summary>one</summary>\n\n- two\n\n</details>', 'g one / .b two'],
    ['a ~~b~~ **c**', 'p a ~b~ *c*'],
    ['$a_1$ costs $5 and $6', 'p $a_1$ costs $5 and $6'],
    ['$$\nx\n$$\nafter', 'math x / p after'],
    ['\ufeff# one', 'h1 one'],
    ['[a](javascript:x) <b onclick=x>b</b><script>c</script>', 'p a *b*'],
  ])('%j is %s', (markdown, line) => {
    expect(showDoc(read(markdown))).toBe(line);
  });

  test('a table has its columns aligned', () => {
    const [table] = read('| a | b | c |\n|:--|:-:|--:|\n| 1 | 2 | 3 |').children;
    const aligns = table?.children.map((row) => row.children.map((cell) => cell.firstChild?.attrs.align));
    expect(aligns).toEqual([
      [null, 'center', 'right'],
      [null, 'center', 'right'],
    ]);
  });

  test('depth ends where attributes end, and nothing is so deep that it breaks', () => {
    const nested = Array.from({ length: 300 }, (_, depth) => `${'  '.repeat(depth)}- a`).join('\n');
    expect(read(nested).child(12).attrs.indent).toBe(8);
    const quoted = read('> '.repeat(5000));
    expect(quoted.childCount).toBe(1);
    expect(quoted.child(0).attrs).toMatchObject({ kind: 'quote', quoted: 8 });
    expect(read('*a **a '.repeat(5000)).childCount).toBe(1);
  });
});

test('an item that counts on from the largest number there is comes back (seed -1355036005)', () => {
  const item = (attrs: object) => schema.nodes.block.create({ kind: 'numbered', ...attrs });
  const doc = schema.node('doc', null, [item({ align: 'center', start: 999_999_999 }), item({})]);
  expect(read(writeMarkdown(doc)).toJSON()).toEqual(canonicalDoc(doc).toJSON());
});

/** Its time limit is the test's own: with a pass that looks at all the rest for each run, this takes a minute. */
test('a paragraph of 80,000 runs is read and written in a time that grows with its length', () => {
  const runs = 20_000;
  const doc = readHtml(`<p>${'<b>a</b> <i>c</i><br>'.repeat(runs)}`, parse5Html);
  expect(doc.child(0).childCount).toBe(4 * runs - 1);
  const lines = writeMarkdown(doc).split('\\\n');
  expect(lines).toHaveLength(runs);
  expect(new Set(lines.map((line) => line.trim()))).toEqual(new Set(['**a** _c_']));
  expect(writeHtml(doc).match(/<br>/g)).toHaveLength(runs - 1);
});
