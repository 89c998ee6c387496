import { type DocumentName, DocumentNameError, parseDocumentName } from '@scriptorium/persistence';

/** Where an upgrade request wants to go. */
export type Route =
  | { readonly kind: 'document'; readonly name: DocumentName }
  | { readonly kind: 'none'; readonly reason: string };

/**
 * The path of a WebSocket request to a document: everything after the first slash is its name, percent-decoded, further
 * slashes included, so that one document has one name whatever a client escapes.
 * @param url a request target as in HTTP's first line: a path and perhaps a query
 */
export function routeUpgrade(url: string): Route {
  const path = url.split('?', 1)[0] ?? '';
  try {
    return { kind: 'document', name: parseAddressedName(decodeURIComponent(path.slice(1))) };
  } catch (error) {
    if (error instanceof DocumentNameError) return { kind: 'none', reason: error.message };
    if (error instanceof URIError)
      return { kind: 'none', reason: 'The address is not percent-encoded as it should be.' };
    throw error;
  }
}

/**
 * A name that an address can hold: browsers and HTTP clients take `.` and `..`, escaped or not, for a way up, so that a
 * document of such a name could be neither opened nor deleted.
 * @throws {DocumentNameError}
 */
export function parseAddressedName(text: string): DocumentName {
  if (text === '.' || text === '..')
    throw new DocumentNameError('A document can not be called "." or "..", since no address leads there.');
  return parseDocumentName(text);
}
