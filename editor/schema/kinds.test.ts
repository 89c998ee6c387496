// @vitest-environment jsdom
import { type Attrs, DOMParser, DOMSerializer, Fragment, type Node } from 'prosemirror-model';
import { describe, expect, test } from 'vitest';
import { parseDoc, showDoc } from '../testing/notation.fixture.ts';
import { blockKinds } from './block.ts';
import { colorNames } from './palette.ts';
import { type NodeName, schema } from './schema.ts';
import { marksOnTextOnly } from './textMarks.ts';

function htmlOf(doc: Node): string {
  const element = document.createElement('div');
  element.append(DOMSerializer.fromSchema(schema).serializeFragment(doc.content));
  return element.innerHTML;
}

function read(html: string): Node {
  const element = document.createElement('div');
  element.innerHTML = html;
  const doc = DOMParser.fromSchema(schema).parse(element);
  doc.check();
  return doc;
}

function docOf(...nodes: readonly Node[]): Node {
  const doc = schema.node('doc', null, nodes);
  doc.check();
  return doc;
}

const text = (words: string) => schema.text(words);
const make = (name: NodeName, attrs: Attrs, content?: Node | readonly Node[]) =>
  schema.nodes[name].create(attrs, content);
const picture = {
  src: 'https://x.org/a.png',
  alt: 'A cat',
  title: 'Tom',
  width: 320,
  href: 'https://x.org/',
};
const pixel = 'data:image/png;base64,iVBORw0KGgo=';

describe('what is drawn is read back as it was', () => {
  const places = [{}, { indent: 2 }, { quoted: 1 }, { indent: 1, quoted: 2 }];
  const blocks: readonly (readonly [NodeName, Attrs, readonly Node[]])[] = [
    ...blockKinds.map(
      (kind) => ['block', { kind, level: kind === 'heading' ? 3 : null }, [text('one')]] as const,
    ),
    ['block', { kind: 'task', checked: true }, [text('one')]],
    ['block', { kind: 'numbered', start: 7 }, [text('one')]],
    ['block', { kind: 'callout', tone: 'warning' }, [text('one')]],
    ['code_block', { language: 'rust' }, [text('a\n  b')]],
    ['math_block', {}, [text('a\\\\\n  b')]],
    ['figure', { ...picture, align: 'right' }, [text('one')]],
    ['figure', { src: pixel }, []],
    ['divider', {}, []],
    ['embed', { src: 'https://vimeo.com/123456' }, []],
    ['file', { src: 'https://x.org/a.pdf', name: 'a & b.pdf', size: 1234 }, []],
    ['table', {}, [make('table_row', {}, [make('table_cell', {}, make('block', {}))])]],
  ];
  const cases = blocks.flatMap((block) => places.map((place) => [...block, place] as const));

  test.each(cases)('%s %o with %# at a place', (name, ...[attrs, content, place]) => {
    const doc = docOf(make(name, { ...attrs, ...place }, content), make('block', {}));
    expect(read(htmlOf(doc)).toJSON()).toEqual(doc.toJSON());
  });

  test('a table with spans, widths, headers, colours and several blocks in a cell', () => {
    const cells = [
      make('table_cell', { header: true, colspan: 2 }, make('block', {}, text('one'))),
      make('table_cell', { width: 120, background: 'teal' }, [
        make('block', { kind: 'bullet', indent: 1 }, text('two')),
        make('code_block', {}, text('three')),
        make('math_block', {}, text('x^2')),
      ]),
      make('table_cell', { rowspan: 3 }, make('block', {})),
    ];
    const doc = docOf(make('table', {}, make('table_row', {}, cells)));
    expect(read(htmlOf(doc)).toJSON()).toEqual(doc.toJSON());
  });

  test.each([
    'p a $x^2$ b',
    'p $\\frac{a}{b}$',
    'fig one *two*',
    'math a\n  b',
    'tb !p a ; p *b* ;; p c ; b d',
  ])('%s', (line) => {
    expect(showDoc(read(htmlOf(parseDoc(line))))).toBe(line);
  });

  test('what stands in a line', () => {
    const inline = [
      text('a'),
      make('image', picture),
      make('mention', { id: 'ada', label: 'Ada Varga' }),
      make('math_inline', {}, text('x  y')),
      make('hard_break', {}),
      ...colorNames.map((color) => schema.text(color, [schema.marks.text_color.create({ color })])),
      ...colorNames.map((color) => schema.text(color, [schema.marks.highlight.create({ color })])),
      schema.text('b', [schema.marks.highlight.create(), schema.marks.subscript.create()]),
      schema.text('c', [
        schema.marks.link.create({ href: '/x', title: 'y' }),
        schema.marks.superscript.create(),
      ]),
    ];
    const doc = docOf(make('block', {}, inline));
    // The image's link is read as a mark, too, as any link around an image is.
    const found = marksOnTextOnly(read(htmlOf(doc)).content);
    expect(found.toJSON()).toEqual(doc.content.toJSON());
  });
});

describe('what another client has stored', () => {
  test.each([
    [make('figure', { src: 'javascript:alert(1)', href: 'javascript:x' }), '<figure><img alt=""'],
    [make('figure', { src: 'data:image/svg+xml;base64,PHN2Zz4=' }), '<figure><img alt=""'],
    [make('figure', { src: '/a', width: 1e9 }), '<figure><img src="/a" alt="" loading'],
    [make('file', { src: 'javascript:x', name: '"><script>' }), '<span>"&gt;&lt;script&gt;</span>'],
    [make('embed', { src: 'data:text/html,x' }), '<div data-embed=""><span>'],
    [make('block', { kind: 'callout', tone: '"' }), '<div data-kind="callout" role'],
    [make('block', { kind: 'numbered', start: -1 }), '<ol data-kind="numbered" role'],
    [make('block', { indent: 99, quoted: -4 }), '<p dir="auto"></p>'],
  ])('is drawn without harm when it is out of range: %s', (...[node, html]) => {
    node.check();
    expect(htmlOf(docOf(node))).toContain(html);
  });

  test.each([{ color: 'url(x)' }, { color: 'red; x' }, { color: null }])(
    'has no colour that is not of the palette: %o',
    (attrs) => {
      const doc = docOf(make('block', {}, schema.text('a', [schema.marks.text_color.create(attrs)])));
      expect(htmlOf(doc)).toBe('<p dir="auto"><span>a</span></p>');
    },
  );

  test.each([{ colspan: 0 }, { colspan: 101 }, { rowspan: 1e9 }, { rowspan: 1.5 }, { colspan: null }])(
    'is refused when no table could be drawn of it: %o (E10)',
    (attrs) => {
      expect(() => make('table_cell', attrs).check()).toThrow(RangeError);
    },
  );

  test('every attribute refuses objects and arrays', () => {
    for (const type of Object.values(schema.nodes))
      for (const name of Object.keys(type.spec.attrs ?? {})) {
        const attrs = { [name]: [1] };
        expect(() => type.create(attrs).check(), `${type.name}.${name}`).toThrow(RangeError);
      }
  });
});

test('marks are left on text and taken off everything else (E4)', () => {
  const strong = [schema.marks.strong.create()];
  const inline = [
    schema.text('a', strong),
    make('image', picture).mark(strong),
    make('math_inline', {}, text('x')).mark(strong),
  ];
  const [block] = marksOnTextOnly(Fragment.from(make('block', {}, inline))).content;
  expect(block?.children.map(({ marks }) => marks.length)).toEqual([1, 0, 0]);
});
