// @vitest-environment jsdom
import { DOMParser, DOMSerializer } from 'prosemirror-model';
import { describe, expect, test } from 'vitest';
import { parseDoc, showDoc } from '../testing/notation.fixture.ts';
import { parseHref, safeHref } from './link.ts';
import { markNames, schema } from './schema.ts';

function draw(line: string): HTMLElement {
  const element = document.createElement('div');
  element.append(DOMSerializer.fromSchema(schema).serializeFragment(parseDoc(line).content));
  return element;
}

function read(html: string) {
  const element = document.createElement('div');
  element.innerHTML = html;
  const doc = DOMParser.fromSchema(schema).parse(element);
  doc.check();
  return doc;
}

describe('what is drawn', () => {
  test.each([
    ['p one', '<p dir="auto">one</p>'],
    ['h3 one', '<h3 dir="auto">one</h3>'],
    ['---', '<hr>'],
    ['q one', '<blockquote data-bars="1" data-quote="own"><p dir="auto">one</p></blockquote>'],
    [
      '.n one',
      '<ol data-indent="1" data-kind="numbered" role="list" dir="auto"><li role="listitem" aria-level="2">one</li></ol>',
    ],
    [
      'T one',
      '<ul data-kind="task" role="list" dir="auto"><li role="listitem" aria-level="1">' +
        '<input type="checkbox" checked="" aria-label="Done" contenteditable="false" tabindex="-1"><span>one</span></li></ul>',
    ],
    ['p *_one_*', '<p dir="auto"><strong><em>one</em></strong></p>'],
    ['p {javascript:alert(1) one}', '<p dir="auto"><span>one</span></p>'],
  ])('%s is %s', (line, html) => {
    expect(draw(line).innerHTML).toBe(html);
  });

  test.each([
    'p one / h1 two / h6 three / q four / c five / g six / --- / code seven\n  eight',
    'b one / .b two / ..n three / .t four / T five / .p six / .q seven / ..code eight / p ',
    'p *a*_b_+c+~d~`e`{https://x.org/?a=1#b f}\\g',
    'p 😀\\ש / b *👩‍👧*',
  ])('%s is read back as it was', (line) => {
    expect(showDoc(read(draw(line).innerHTML))).toBe(line);
  });

  test('every attribute is read back as it was', () => {
    const attrs = { kind: 'bullet', indent: 2, quoted: 3, align: 'center' };
    const block = schema.nodes.block.create(attrs, schema.text('one'));
    const code = schema.nodes.code_block.create({ language: 'c++', quoted: 1 }, schema.text('two'));
    const doc = schema.node('doc', null, [block, code, schema.nodes.divider.create({ indent: 1 })]);
    const element = document.createElement('div');
    element.append(DOMSerializer.fromSchema(schema).serializeFragment(doc.content));
    expect(read(element.innerHTML).toJSON()).toEqual(doc.toJSON());
  });

  test.each([{ kind: 'poem' }, { kind: 'heading', level: 99 }, { indent: -1 }, { align: 'x" onload="y' }])(
    'a stored value out of range is drawn as the default: %o',
    (attrs) => {
      const block = schema.nodes.block.create(attrs, schema.text('one'));
      block.check();
      const element = document.createElement('div');
      element.append(DOMSerializer.fromSchema(schema).serializeNode(block));
      expect(element.innerHTML).toMatch(/^<(p|h1) dir="auto">one<\/(p|h1)>$/);
    },
  );

  test('an attribute can not be an object', () => {
    expect(() => schema.nodes.block.create({ indent: { deep: 1 } })).toThrow(RangeError);
  });
});

describe('HTML from elsewhere', () => {
  test.each([
    ['<p>one</p><p>two</p>', 'p one / p two'],
    ['one<br>two', 'p one\\two'],
    ['<div><div>one</div><div>two</div></div>', 'p one / p two'],
    ['<h2>one</h2>two', 'h2 one / p two'],
    [
      '<ul><li>one</li><li>two<ol><li>three</li></ol></li><li>four</li></ul>',
      'b one / b two / .n three / b four',
    ],
    ['<ul><li>one</li><ul><li>two</li></ul></ul>', 'b one / .b two'],
    ['<ol><li><p>one</p><p>more</p><ul><li><p>two</p></li></ul></li></ol>', 'n one / .p more / .b two'],
    [
      '<ul><li><input type="checkbox" checked> one</li><li><input type="checkbox"> two</li></ul>',
      'T one / t two',
    ],
    ['<blockquote>one</blockquote>', 'q one'],
    ['<blockquote><p>one</p><p>two</p></blockquote>', 'q one / q two'],
    ['<pre><code class="language-js">a\n  b</code></pre>', 'code a\n  b'],
    ['<b style="font-weight:normal"><p>one</p></b>', 'p one'],
    ['<p><span style="font-weight:700">one</span> <i>two</i></p>', 'p *one* _two_'],
    ['<p><a href="https://x.org">one</a> <a href="javascript:x">two</a></p>', 'p {https://x.org one} two'],
    ['<table><tr><th>one</th><td>two</td></tr></table>', 'tb !p one ; p two'],
    [
      '<table><thead><tr><td><h2>a</h2></td></tr></thead><tbody><tr><td></td></tr></tbody></table>',
      'tb h2 a ;; ',
    ],
    ['<script>x</script><style>y</style><p>one</p>', 'p one'],
    ['<hr><p>one</p>', '--- / p one'],
    ['', ''],
  ])('%s is %s', (html, line) => {
    expect(showDoc(read(html))).toBe(line);
  });

  test('depth ends where attributes end', () => {
    const html = `${'<ul><li>a'.repeat(12)}${'</li></ul>'.repeat(12)}`;
    expect(read(html).lastChild?.attrs.indent).toBe(8);
  });
});

describe('links', () => {
  test.each([
    'https://x.org/a?b#c',
    'HTTP://x',
    'mailto:a@b',
    'tel:+1',
    '/a',
    'a/b:c',
    '#a',
    '?a',
    '//x.org',
  ])('%s is safe', (href) => {
    expect(safeHref(href)).toBe(href);
  });

  test.each([
    'javascript:x',
    'JaVaScRiPt:x',
    ' javascript:x',
    'java\nscript:x',
    '\u0001javascript:x',
    'data:text/html,x',
    'vbscript:x',
    'file:///x',
    'blob:x',
    '',
    5,
    null,
  ])('%j is not', (href) => {
    expect(safeHref(href)).toBeNull();
  });

  test.each([
    ['x.org', 'https://x.org'],
    ['x.org:80/a', 'https://x.org:80/a'],
    ['a@x.org', 'mailto:a@x.org'],
    [' https://x.org ', 'https://x.org'],
    ['/a', '/a'],
    ['javascript:alert(1)', null],
    ['a b', null],
  ])('%j as typed is %j', (typed, href) => {
    expect(parseHref(typed)).toBe(href);
  });
});

test('no mark overlaps itself, so that y-prosemirror stores each under its own name, but for what is said of text', () => {
  const overlapping = markNames.filter((name) => !schema.marks[name].excludes(schema.marks[name]));
  expect(overlapping).toEqual(['comment', 'insertion', 'deletion']);
});
