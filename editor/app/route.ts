/** The addresses of the application. Every page is a real address, so links, tabs and the back button just work. */
export type Route =
  | { readonly page: 'list' }
  | { readonly page: 'document'; readonly name: string }
  | { readonly page: 'missing' };

/** The path of the list, with which all others begin: `/`, or such as `/docs/` where a proxy serves this below a path. */
export const homePath = homeOf(import.meta.url);

/** The scripts are in a folder beside the list, so a page needs not be told where it is. */
export function homeOf(scriptUrl: string): string {
  return /^https?:\/\/[^/]+(?<home>\/(?:.*\/)?)assets\/[^/]+$/u.exec(scriptUrl)?.groups?.home ?? '/';
}

/** What a path (percent-encoded, as in `location.pathname`) shows. */
export function parseRoute(path: string, home = homePath): Route {
  if (!path.startsWith(home)) return { page: 'missing' };
  const rest = path.slice(home.length);
  if (rest === '' || rest === 'index.html') return { page: 'list' };
  const encoded = /^d\/(?<name>[^/]+)\/?$/u.exec(rest)?.groups?.name;
  const name = encoded === undefined ? undefined : decodeName(encoded);
  return name === undefined ? { page: 'missing' } : { page: 'document', name };
}

export function documentPath(name: string, home = homePath): string {
  return `${home}d/${encodeURIComponent(name)}`;
}

function decodeName(encoded: string): string | undefined {
  try {
    return decodeURIComponent(encoded);
  } catch {
    return undefined; // Half a percent sign: nothing that this application wrote.
  }
}

/** Where the page's documents are served, with a slash at its end. */
export function socketHome({ protocol, host }: Pick<Location, 'protocol' | 'host'>): string {
  return `${protocol === 'https:' ? 'wss' : 'ws'}://${host}${homePath}`;
}
