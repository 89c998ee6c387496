import { expect, test } from 'vitest';
import { late } from '../late.ts';
import { parseDoc } from '../testing/notation.fixture.ts';
import { type ExportFormat, exportFile } from './exportFile.ts';

const exported = (format: ExportFormat, title = 'One') =>
  exportFile(format, { doc: parseDoc('h1 a / p *b*'), title, writers: late });

test.each([
  ['markdown', 'One.md', '# a\n\n**b**\n'],
  [
    'html',
    'One.html',
    '<!doctype html>\n<meta charset="utf-8">\n<title>One</title>\n<body>\n<h1>a</h1>\n<p><strong>b</strong></p>\n</body>\n',
  ],
  ['text', 'One.txt', 'a\n\nb\n'],
] as const)('a document is a file as %s', (...[format, name, text]) => {
  expect(exported(format)).toMatchObject({ name, text });
  expect(exported(format).type).toMatch(/^text\/\w+; charset=utf-8$/);
});

test.each([
  ['', 'Untitled.txt'],
  ['..', 'Untitled.txt'],
  ['a/b\\c: "d"?', 'a b c d.txt'],
  ['../../etc', 'etc.txt'],
  ['Größe 😀', 'Größe 😀.txt'],
  ['x'.repeat(300), `${'x'.repeat(60)}.txt`],
])('a document called %j is the file %j', (title, name) => {
  expect(exported('text', title).name).toBe(name);
});

test('a title is only text in a page', () => {
  expect(exported('html', '</title><script>').text).toContain('<title>&lt;/title>&lt;script></title>');
});
