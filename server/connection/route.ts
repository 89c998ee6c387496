import { type DocumentName, DocumentNameError, parseDocumentName } from '@scriptorium/persistence';

/** Where an upgrade request wants to go, and what is spoken there. */
export type Route =
  /** y-websocket's plain protocol, or `scriptorium.v1` if the client offers that. */
  | { readonly kind: 'plain'; readonly name: DocumentName }
  | { readonly kind: 'sweet'; readonly name: DocumentName }
  /** One socket for many documents, which are named in its messages. */
  | { readonly kind: 'hocuspocus' }
  | { readonly kind: 'none'; readonly reason: string };

/**
 * Every family has its own paths, since what is spoken can't be told from the bytes. In the plain protocol everything after
 * the first slash is the document's name, percent-decoded, further slashes included, so that one document has one name
 * whatever a client escapes.
 * @param url a request target as in HTTP's first line: a path and perhaps a query
 */
export function routeUpgrade(url: string): Route {
  const [path = ''] = url.split('?', 1);
  if (path === '/' || path === '/hocuspocus') return { kind: 'hocuspocus' };
  try {
    const sweet = sweetName(path);
    if (sweet !== undefined) return { kind: 'sweet', name: parseAddressedName(sweet) };
    return { kind: 'plain', name: parseAddressedName(decodeURIComponent(path.slice(1))) };
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

/** `/d/:name/ws/:name`, both the same, or the older `/doc/ws/:name`. */
function sweetName(path: string): string | undefined {
  const [, first, second] = /^\/d\/([^/]+)\/ws\/([^/]+)$/.exec(path) ?? [];
  if (first !== undefined && second !== undefined) {
    const name = decodeURIComponent(first);
    return name === decodeURIComponent(second) ? name : undefined;
  }
  const [, older] = /^\/doc\/ws\/([^/]+)$/.exec(path) ?? [];
  return older === undefined ? undefined : decodeURIComponent(older);
}
