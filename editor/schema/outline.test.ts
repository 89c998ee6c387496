import { expect, test } from 'vitest';
import { parseDoc } from '../testing/notation.fixture.ts';
import { standings } from './outline.ts';
import { schema } from './schema.ts';

test.each([
  ['n a / n b / n c', '1 2 3'],
  ['n a / .n b / .n c / n d', '1 1 2 2'],
  ['n a / .p more / n b', '1 . 2'],
  ['n a / .code x / n b', '1 . 2'],
  ['n a / p between / n b', '1 . 1'],
  ['n a / b other / n b', '1 . 1'],
  ['n a / .b other / n b', '1 . 2'],
  ['n a / .n b / n c / .n d', '1 1 2 1'],
  ['.n a / n b / .n c', '1 1 1'],
  ['n a / ..n b / .n c / ..n d', '1 1 1 1'],
])('%s is numbered %s', (line, numbers) => {
  expect(numbersOf(parseDoc(line).children)).toBe(numbers);
});

function numbersOf(blocks: Parameters<typeof standings>[0]): string {
  return standings(blocks)
    .map(({ number }) => number ?? '.')
    .join(' ');
}

const block = (attrs: object) => schema.nodes.block.create({ kind: 'numbered', ...attrs });

test('a list begins anew with the number that it is given, and where it is quoted otherwise', () => {
  expect(numbersOf([block({}), block({ start: 7 }), block({}), block({ start: 0 }), block({})])).toBe(
    '1 7 8 0 1',
  );
  expect(numbersOf([block({}), block({ quoted: 1 }), block({ quoted: 1 }), block({})])).toBe('1 1 2 1');
});

test('a block is in what stands less deep right before it', () => {
  const line = 'g a / .p b / ..p c / p d / .p e / b f / .b g / ..code h / .p i';
  expect(standings(parseDoc(line).children).map(({ holder }) => holder)).toEqual([
    -1, 0, 0, -1, -1, -1, 5, 6, 5,
  ]);
});

test('items know which of how many they are', () => {
  const found = standings(parseDoc('b a / t b / .n x / T c / p d / b e').children);
  expect(found.map(({ position, list }) => `${position}/${list?.count ?? 0}`)).toEqual([
    '1/3',
    '2/3',
    '1/1',
    '3/3',
    '0/0',
    '1/1',
  ]);
});

test('a quotation is in the item that is quoted less, and else around it', () => {
  const blocks = [
    block({}),
    block({ kind: 'quote', indent: 1 }),
    block({ kind: 'bullet', quoted: 1 }),
    block({ kind: 'paragraph', indent: 1, quoted: 1 }),
    block({ kind: 'quote', indent: 1, quoted: 1 }),
    block({ kind: 'paragraph', indent: 1 }),
  ];
  expect(standings(blocks).map(({ outside }) => outside)).toEqual([0, 1, 0, 0, 1, 0]);
  expect(standings(blocks).map(({ holder }) => holder)).toEqual([-1, 0, -1, 2, 2, -1]);
});
