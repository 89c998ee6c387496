/** What of a page's requests the application's worker answers, and how. Knows neither caches nor the network. */

export type Handling =
  /** The newest page, or the one that is kept. */
  | { readonly kind: 'page'; readonly file: string }
  /** A file that is named by its content: the one that is kept is as good as any. */
  | { readonly kind: 'part' }
  /** None of ours: what people write, who they are, pages of others. It goes where it was going, and is never kept. */
  | { readonly kind: 'other' };

export interface ShellRequest {
  readonly method: string;
  readonly mode: string;
  readonly url: string;
}

const other: Handling = { kind: 'other' };

/** @param scope the address of the list, with which all others begin */
export function handlingOf({ method, mode, url }: ShellRequest, scope: string): Handling {
  if (method !== 'GET' || !url.startsWith(scope)) return other;
  const { pathname, searchParams } = new URL(url);
  const path = pathname.slice(new URL(scope).pathname.length);
  if (mode !== 'navigate') return path.startsWith('assets/') ? { kind: 'part' } : other;
  // A link's token is for the server, which moves it into a cookie.
  if (searchParams.has('token')) return other;
  if (path === '') return { kind: 'page', file: 'index.html' };
  return /^d\/[^/]+$/u.test(path) ? { kind: 'page', file: 'document.html' } : other;
}

/** Whether a page refers to files of this build only: one of another would find half of its parts. */
export function isOfBuild(page: string, files: readonly string[]): boolean {
  const parts = [...page.matchAll(/assets\/[\w.-]+/gu)].map(([part]) => part);
  return parts.length > 0 && parts.every((part) => files.includes(part));
}
