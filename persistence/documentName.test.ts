import { expect, it } from 'vitest';
import { DocumentNameError, documentNameBytesMax, parseDocumentName } from './documentName.ts';

it.each(['a', '__proto__', 'constructor', '\0', ' ', '../..', '🖋', 'x'.repeat(documentNameBytesMax)])(
  'S11: parseDocumentName returns %j as it is',
  (text) => expect(parseDocumentName(text)).toBe(text),
);

it.each([
  ['is empty', ''],
  ['has a lone high surrogate', 'a\ud83d'],
  ['has a lone low surrogate', '\udd8b a'],
  ['has 256 bytes', 'x'.repeat(documentNameBytesMax + 1)],
  ['has 255 characters of more bytes', 'é'.repeat(documentNameBytesMax)],
])('S11: parseDocumentName refuses a name that %s', (_, text) => {
  expect(() => parseDocumentName(text)).toThrow(DocumentNameError);
});
