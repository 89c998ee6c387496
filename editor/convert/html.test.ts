// @vitest-environment jsdom
import fc from 'fast-check';
import { DOMSerializer, type Node } from 'prosemirror-model';
import { describe, expect, test } from 'vitest';
import { colorNames } from '../schema/palette.ts';
import { schema } from '../schema/schema.ts';
import { anyDoc } from '../testing/anyDoc.fixture.ts';
import { parseDoc, showDoc } from '../testing/notation.fixture.ts';
import { canonicalDoc } from './canonical.ts';
import { clipboardSamples, hostileSamples } from './clipboard.fixture.ts';
import { domHtml } from './domHtml.ts';
import { readHtml } from './htmlReader.ts';
import { writeHtml } from './htmlWriter.ts';
import { nearestColor } from './nearestColor.ts';
import { parse5Html } from './parse5Html.ts';

/** With both parsers, which have to agree. */
function read(html: string): Node {
  const doc = readHtml(html, parse5Html);
  doc.check();
  expect(readHtml(html, domHtml(DOMParser)).toJSON(), html).toEqual(doc.toJSON());
  return doc;
}

test('any document comes back from HTML as it is seen', () => {
  const property = fc.property(anyDoc, (doc) => {
    doc.check();
    const html = writeHtml(doc);
    expect(read(html).toJSON(), html).toEqual(canonicalDoc(doc).toJSON());
  });
  fc.assert(property, { numRuns: 100 });
});

describe('a document is written as HTML that others understand', () => {
  test.each([
    ['', ''],
    ['h2 one / p two', '<h2>one</h2>\n<p>two</p>'],
    [
      'b one / .n two / .n three / b four',
      '<ul><li>one<ol><li>two</li><li>three</li></ol></li><li>four</li></ul>',
    ],
    ['b one / .p two', '<ul><li><p>one</p><p>two</p></li></ul>'],
    ['b  / .h1 one', '<ul><li><h1>one</h1></li></ul>'],
    ['b  / .p one', '<ul><li><p></p><p>one</p></li></ul>'],
    ['T one', '<ul><li><input type="checkbox" checked disabled> one</li></ul>'],
    ['q one / q two', '<blockquote><p>one</p><p>two</p></blockquote>'],
    ['c one / .p two', '<div data-kind="callout"><p>one</p><p>two</p></div>'],
    ['g one / .p two', '<details open><summary>one</summary><p>two</p></details>'],
    ['tb !p a ; p b', '<table><tbody><tr><th>a</th><td>b</td></tr></tbody></table>'],
    ['p a _b *c_*', '<p>a <em>b <strong>c</strong></em></p>'],
    ['p {/a b}{/c _d_}', '<p><a href="/a">b</a><a href="/c"><em>d</em></a></p>'],
    ['p a\\*b*', '<p>a<br><strong>b</strong></p>'],
    ['p *a*\\*b*', '<p><strong>a<br>b</strong></p>'],
    ['p a  b', '<p><span style="white-space: pre-wrap">a  b</span></p>'],
    ['p a\\', '<p>a<br><br></p>'],
  ])('%s is %s, and back', (line, html) => {
    expect(writeHtml(parseDoc(line))).toBe(html);
    expect(showDoc(read(html))).toBe(line);
  });
});

describe('the clipboard', () => {
  test.each(clipboardSamples)('of $from is read', ({ html, line }) => {
    const doc = read(html);
    expect(showDoc(doc)).toBe(line);
  });

  test('has colours as the nearest of the palette, and words in black and links without', () => {
    const html =
      '<p><span style="color:#d00">a</span><span style="color:rgb(0, 0, 0)">b</span><a href="/"><span style="color:#1155cc">c</span></a><span style="background:yellow;mso-highlight:yellow">d</span></p>';
    const marks = read(html)
      .child(0)
      .children.map((node) => node.marks.map(({ type, attrs }) => [type.name, attrs.color]));
    expect(marks).toEqual([[['text_color', 'red']], [], [['link', undefined]], [['highlight', 'yellow']]]);
  });

  test.each(hostileSamples)('brings nothing along that runs: %s', (html) => {
    const doc = read(html);
    expect(JSON.stringify(doc.toJSON())).not.toMatch(/RUN/);
    expect(writeHtml(doc)).not.toMatch(/RUN|script|<iframe|<object|<form| on\w+=/i);
  });

  test('of any kind is a document that comes back', () => {
    const tags =
      'p div span b em a li ul ol td tr table blockquote details summary h1 pre code figure img br input mark';
    const attributes = [
      '',
      ' href="/a"',
      ' style="font-weight:bold;white-space:pre"',
      ' data-indent="3"',
      ' data-kind="quote"',
    ];
    const tag = fc.constantFrom(...tags.split(' '));
    const start = fc
      .tuple(tag, fc.constantFrom(...attributes))
      .map(([name, attribute]) => `<${name}${attribute}>`);
    const end = tag.map((name) => `</${name}>`);
    const piece = fc.oneof(
      start,
      end,
      fc.constantFrom('a', ' ', '\n', ' b ', '&nbsp;', '&lt;script>', '<!--', '-->'),
    );
    // With parse5 alone: jsdom's parser puts text that a table can't hold after it, where the standard has it before.
    const property = fc.property(fc.array(piece, { maxLength: 25 }), (pieces) => {
      const doc = readHtml(pieces.join(''), parse5Html);
      doc.check();
      expect(read(writeHtml(doc)).toJSON(), pieces.join('')).toEqual(doc.toJSON());
    });
    fc.assert(property, { numRuns: 200 });
  });
});

test.each([
  ['p one / h1 two / q four / --- / code seven\n  eight / math x'],
  ['b one / .b two / ..n three / .t four / T five / .p six / .q seven / ..code eight / p '],
  ['c one / .p two / g three / .b four / tb !p a ; p b ;; p c ; b d'],
  ['p *a*_b_+c+~d~`e`{https://x.org/?a=1#b f}\\g $x$'],
])('what the editor itself draws is read: %s', (line) => {
  const drawn = document.createElement('div');
  drawn.append(DOMSerializer.fromSchema(schema).serializeFragment(parseDoc(line).content));
  expect(showDoc(read(drawn.innerHTML))).toBe(line);
});

test('HTML that is nested without end is cut off, not fatal', () => {
  expect(readHtml(`${'<div>'.repeat(20_000)}a`, parse5Html).childCount).toBe(0);
  expect(read(`${'<div>'.repeat(500)}a`).childCount).toBe(0);
  expect(read(`${'<ul><li>a'.repeat(60)}`).lastChild?.attrs.indent).toBe(8);
});

test.each([
  ['#d00000', 'red'],
  ['rgb(255, 242, 204)', 'yellow'],
  ['#0f0', 'green'],
  ['navy', 'blue'],
  ['rgba(0, 0, 255, 0)', null],
  ['#333', null],
  ['url(x)', null],
])('%s is %s', (value, name) => {
  expect(nearestColor(value)).toBe(name);
  if (name) expect(colorNames).toContain(name);
});
