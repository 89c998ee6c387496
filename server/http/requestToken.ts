import type { IncomingMessage } from 'node:http';

/** The header `Sec-WebSocket-Protocol` may bring a token in an entry that begins so; the rest is percent-encoded. */
const subprotocolPrefix = 'scriptorium.token.';

/** The cookie in which a token comes when nothing else is said. */
export const cookieNameUsual = 'scriptorium_token';

/** What a request to this server's own paths shows: `Authorization: Bearer`, or else the cookie. */
export function tokenOfRequest({ headers }: IncomingMessage, cookieName: string): string | undefined {
  return bearerToken(headers.authorization) ?? cookieOf(headers.cookie, cookieName);
}

/**
 * What a connection shows. Browsers can't set a WebSocket's headers, so that it may be in the query or among the subprotocols, too;
 * what is in these was meant for this connection, and comes before what a browser sends by itself.
 */
export function tokenOfConnection(
  request: IncomingMessage,
  { offered, cookieName }: { readonly offered: readonly string[]; readonly cookieName: string },
): string | undefined {
  const { url = '/' } = request;
  const query = new URLSearchParams(url.slice(url.indexOf('?') + 1 || url.length));
  const [bySubprotocol] = offered.filter(isTokenSubprotocol).map(tokenInSubprotocol);
  return query.get('token') ?? bySubprotocol ?? tokenOfRequest(request, cookieName);
}

/** Whether this subprotocol is none, but brings a token. It is sent back only when the client offers nothing else. */
export function isTokenSubprotocol(name: string): boolean {
  return name.startsWith(subprotocolPrefix);
}

/** Where the scheme is not `Bearer`, or nothing follows, there is no token. */
function bearerToken(authorization: string | undefined): string | undefined {
  return /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
}

function tokenInSubprotocol(name: string): string {
  return decoded(name.slice(subprotocolPrefix.length));
}

function cookieOf(header: string | undefined, name: string): string | undefined {
  for (const pair of header?.split(';') ?? []) {
    const [key = '', ...value] = pair.split('=');
    if (key.trim() === name) return decoded(value.join('=').trim());
  }
  return undefined;
}

/** What is not percent-encoded as it should be is meant as it stands. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
