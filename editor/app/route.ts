/** The addresses of the application. Every page is a real address, so links, tabs and the back button just work. */
export type Route =
  | { readonly page: 'list' }
  | { readonly page: 'document'; readonly name: string }
  | { readonly page: 'missing' };

/** What a path (percent-encoded, as in `location.pathname`) shows. */
export function parseRoute(path: string): Route {
  if (path === '/' || path === '/index.html') return { page: 'list' };
  const encoded = /^\/d\/(?<name>[^/]+)\/?$/u.exec(path)?.groups?.name;
  const name = encoded === undefined ? undefined : decodeName(encoded);
  return name === undefined ? { page: 'missing' } : { page: 'document', name };
}

export function documentPath(name: string): string {
  return `/d/${encodeURIComponent(name)}`;
}

function decodeName(encoded: string): string | undefined {
  try {
    return decodeURIComponent(encoded);
  } catch {
    return undefined; // Half a percent sign: nothing that this application wrote.
  }
}
