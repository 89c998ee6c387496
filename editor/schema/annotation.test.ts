// @vitest-environment jsdom
import { DOMParser, DOMSerializer, type Node } from 'prosemirror-model';
import { describe, expect, test } from 'vitest';
import { backspace } from '../commands/backspace.ts';
import { enter } from '../commands/enter.ts';
import { setKind, toggleCodeBlock } from '../commands/kind.ts';
import { toggleMark } from '../commands/mark.ts';
import { moveDown } from '../commands/move.ts';
import { readMarkdown, writeHtml, writeMarkdown } from '../convert/index.ts';
import { parse5Html } from '../convert/parse5Html.ts';
import { testCommands } from '../testing/commandCase.fixture.ts';
import { parseDoc, showDoc } from '../testing/notation.fixture.ts';
import { schema } from './schema.ts';

function drawn(doc: Node): HTMLElement {
  const element = document.createElement('div');
  element.append(DOMSerializer.fromSchema(schema).serializeFragment(doc.content));
  return element;
}

describe('comments and suggestions', () => {
  test.each([
    'p on(c1)e tw(c2)o th(c1)ree fo(c2)ur',
    'p (c1)*o_n(+1:2)e_*(c1) {/x t(-3:4)wo(+1:2)} three(-3:4)',
    'code (c1)let(c2) x(c1) =(c2) 1',
    'fig one (c1)two(c1)',
    'p(+1:2) one / h2(-3:4)(~5:6) two / .b(+1:2) three / q(~1:2) four / code(-1:2) five / math(+1:2) x',
  ])('are read back as they are drawn: %s', (line) => {
    const doc = parseDoc(line);
    doc.check();
    const read = DOMParser.fromSchema(schema).parse(drawn(doc));
    expect(showDoc(read)).toBe(line);
    expect(read.toJSON()).toEqual(doc.toJSON());
  });

  test('of rows and cells are theirs alone', () => {
    const { table, table_row: row, table_cell: cell, block } = schema.nodes;
    const cells = [
      cell.create({ deletion: '1:2' }, block.create()),
      cell.create(null, block.create({ insertion: '3:4' })),
    ];
    const doc = schema.node('doc', null, [
      table.create({ modification: '5:6 x' }, [
        row.create({ insertion: '7:8' }, cells),
        row.create(null, [cell.create(null, block.create())]),
      ]),
    ]);
    expect(DOMParser.fromSchema(schema).parse(drawn(doc)).toJSON()).toEqual(doc.toJSON());
  });

  test('do no harm, whatever an id is', () => {
    const id = `"><img src=x>${'y'.repeat(9_999)}`;
    const text = schema.text('one', [schema.marks.comment.create({ thread: id })]);
    const element = drawn(schema.node('doc', null, schema.nodes.block.create({ insertion: id }, text)));
    expect(element.querySelector('img')).toBeNull();
    expect(element.innerHTML.length).toBeLessThan(2_000);
    expect(element.textContent).toBe('one');
  });

  test('stay here when a document is written as something else', () => {
    const doc = parseDoc('p(+1:2) o(c1)n(c2)e(c1)(c2) / h1 (-1:2)two(-1:2)');
    expect(writeMarkdown(doc)).toBe('one\n\n# two\n');
    expect(writeHtml(doc)).toBe('<p>one</p>\n<h1>two</h1>');
    expect(showDoc(readMarkdown(writeMarkdown(doc), parse5Html))).toBe('p one / h1 two');
  });
});

describe('what is done to what is commented on or suggested (E19, E20)', () => {
  testCommands([
    [
      'Enter keeps them on both sides',
      enter,
      'p(-3:4) o(c1)n|e(c1)',
      'p(-3:4) o(c1)n(c1) / p(-3:4) (c1)|e(c1)',
    ],
    [
      'Enter at the end begins something of which nothing is said',
      enter,
      'p(+1:2) (c1)one(c1)|',
      'p(+1:2) (c1)one(c1) / p |',
    ],
    [
      'Backspace keeps those of the text that is joined',
      backspace,
      'p(+1:2) (c1)one(c1) / p |(c2)two(c2)',
      'p(+1:2) (c1)one(c1)|(c2)two(c2)',
    ],
    [
      'what a block is, changes by itself',
      setKind({ kind: 'bullet' }),
      'p(~1:2) o(c1)n|e(c1)',
      'b(~1:2) o(c1)n|e(c1)',
    ],
    [
      'a block that becomes code keeps them',
      toggleCodeBlock,
      'p(-1:2) *o(c1)n|e*(c1)',
      'code(-1:2) o(c1)n|e(c1)',
    ],
    [
      'and so does code that becomes a block',
      toggleCodeBlock,
      'code(-1:2) o(c1)n|e(c1)',
      'p(-1:2) o(c1)n|e(c1)',
    ],
    ['a block takes them along', moveDown, 'p(+1:2) o(c1)|ne(c1) / p two', 'p two / p(+1:2) o(c1)|ne(c1)'],
    [
      'other marks come and go beside them',
      toggleMark('strong'),
      'p [(c1)o(c2)ne(c1)(c2)]',
      'p [(c1)*o(c2)ne(c1)(c2)*]',
    ],
  ]);
});
