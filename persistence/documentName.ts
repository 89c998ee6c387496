/**
 * The name under which a document is stored: 1 to 255 bytes of UTF-8, compared byte by byte.
 * Any character is allowed, NUL and `__proto__` included; a lone surrogate has no UTF-8 and is refused.
 */
export type DocumentName = string & { readonly __brand: 'DocumentName' };

export const documentNameBytesMax = 255;

/** A name that can't be a document's. `message` says why in words for people. */
export class DocumentNameError extends Error {
  override readonly name = 'DocumentNameError';
  readonly code = 'DOCUMENT_NAME_INVALID';
}

/** @throws {DocumentNameError} when `text` is empty, longer than 255 bytes of UTF-8, or not well-formed. */
export function parseDocumentName(text: string): DocumentName {
  if (text === '') throw new DocumentNameError('A document name must not be empty.');
  if (hasLoneSurrogate(text)) throw new DocumentNameError('A document name must be valid Unicode text.');
  if (new TextEncoder().encode(text).length > documentNameBytesMax)
    throw new DocumentNameError(`A document name may have at most ${documentNameBytesMax} bytes of UTF-8.`);
  return text as DocumentName;
}

function hasLoneSurrogate(text: string): boolean {
  return /\p{Surrogate}/u.test(text);
}
