// @vitest-environment jsdom
import { expect, test } from 'vitest';
import { late } from '../late.ts';
import { showDoc } from '../testing/notation.fixture.ts';
import { fileBytesMax, type ImportError, readImportedFile, textLengthMax } from './importFile.ts';

/** jsdom's files can't be read as bytes. */
function file(name: string, content: string | Uint8Array): File {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  const arrayBuffer = () => Promise.resolve(bytes.slice().buffer);
  return Object.assign(new File([''], name), { arrayBuffer });
}

const read = (...args: Parameters<typeof file>) =>
  readImportedFile(file(...args), { late, Parser: DOMParser });

test.each([
  ['Minutes of May.md', '# One\n\n- *a*', 'Minutes of May', 'h1 One / b _a_'],
  ['a.b.MARKDOWN', 'one', 'a.b', 'p one'],
  ['a.html', '<title>The &amp; title</title><h2>One</h2><script>x</script>', 'The & title', 'h2 One'],
  ['a.htm', '<title>Untitled</title>one', 'a', 'p one'],
  ['notes.txt', '# one\r\ntwo\r\n\r\nthree', 'notes', 'p # one\\two / p three'],
  ['bom.txt', '\ufeffone', 'bom', 'p one'],
  ['utf16.txt', new Uint8Array([0xff, 0xfe, 0xe9, 0x00]), 'utf16', 'p é'],
])('%s is a document', async (...[name, content, title, line]) => {
  const { title: readTitle, doc } = await read(name, content);
  expect(readTitle).toBe(title);
  expect(showDoc(doc)).toBe(line);
});

test.each([
  ['a.docx', 'x', 'unknownFormat', /“a\.docx” is not a Markdown/],
  ['a', 'x', 'unknownFormat', /not a Markdown/],
  ['a.txt', '', 'empty', /nothing in “a\.txt”/],
  ['a.html', '<script>x</script>', 'empty', /nothing/],
  ['a.txt', new Uint8Array([0xe9, 0x20]), 'unreadable', /not text in UTF-8/],
  ['a.md', new Uint8Array([0x61, 0, 0x62]), 'unreadable', /not text in UTF-8/],
  ['a.txt', 'x'.repeat(textLengthMax + 1), 'tooLarge', /too long/],
])('%s becomes no document, and a sentence says why', async (...[name, content, code, sentence]) => {
  const error: ImportError = await read(name, content).then(
    () => expect.unreachable('It was read'),
    (reason) => reason,
  );
  expect(error).toMatchObject({ name: 'ImportError', code });
  expect(error.message).toMatch(sentence);
});

test('a file that is too large is not even read', async () => {
  const large = Object.assign(file('a.md', 'x'), { arrayBuffer: expect.unreachable });
  Object.defineProperty(large, 'size', { value: fileBytesMax + 1 });
  await expect(readImportedFile(large, { late, Parser: DOMParser })).rejects.toThrow('larger than 16 MiB');
});

test('a file that vanished meanwhile is said to be unreadable', async () => {
  const gone = Object.assign(file('a.md', 'x'), { arrayBuffer: () => Promise.reject(new Error('gone')) });
  await expect(readImportedFile(gone, { late, Parser: DOMParser })).rejects.toMatchObject({
    code: 'unreadable',
  });
});

test('pictures in a file do not count as its text', async () => {
  const picture = `![](data:image/png;base64,${'A'.repeat(40_000)}) `;
  const { doc } = await read('a.md', picture.repeat(textLengthMax / 40_000 + 1));
  expect(doc.childCount).toBe(1);
});
