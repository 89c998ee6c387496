import { expect, test } from 'vitest';
import { schema } from '../schema/schema.ts';
import { writeHtml } from './htmlWriter.ts';
import { DocumentJsonError, readJson, writeJson } from './json.ts';
import { writeMarkdown } from './markdownWriter.ts';
import { writeText } from './text.ts';

const chart = JSON.stringify(['chart', { unit: 'mm' }, [{ runs: [{ insert: 'sums *1*' }] }]]);
const { block, unknown_block, unknown_inline } = schema.nodes;
const doc = schema.node('doc', null, [
  unknown_block.create({ source: chart }),
  block.create(null, [schema.text('a '), unknown_inline.create({ source: chart })]),
]);

test('what a newer version made is exported as its text', () => {
  expect(writeText(doc)).toBe('sums *1*\n\na sums *1*\n');
  expect(writeMarkdown(doc)).toBe('sums \\*1\\*\n\na sums \\*1\\*\n');
  expect(writeHtml(doc)).toContain('sums *1*');
});

test('JSON keeps all of it, and takes nothing that is none', () => {
  expect(readJson(writeJson(doc)).eq(doc)).toBe(true);
  const broken = writeJson(doc).replaceAll('sums', '\\\\');
  expect(() => readJson(broken.replace('chart', '"'))).toThrow(DocumentJsonError);
});
