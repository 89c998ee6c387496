import type { IncomingMessage, ServerResponse } from 'node:http';
import { chooseCoding } from './contentCoding.ts';
import { readFileSet, type ServedFile } from './fileSet.ts';
import { ProblemError } from './problem.ts';

/**
 * The application runs its own scripts and styles, talks to this server, and shows pictures from elsewhere, since people put them
 * into documents; nothing else. A page of another site can neither frame it nor get hold of its window.
 */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob: https:",
  "font-src 'self'",
  // What people may show in a document once a reader asks for it: see editor/schema/embedProvider.ts.
  'frame-src https://www.youtube-nocookie.com https://player.vimeo.com https://open.spotify.com https://codepen.io https://www.loom.com',
  "connect-src 'self'",
  "manifest-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const headers: Readonly<Record<string, string>> = {
  'content-security-policy': contentSecurityPolicy,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  // Names of documents stand in addresses, and who has one may have the document; none would hide the origin from ourselves, too.
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
};

/** One page at two depths, since what it refers to is beside it: only so it needs not know below which path a proxy serves it. */
const pages = { list: '/index.html', document: '/document.html' } as const;

/** Serves the web application: its page for `/` and `/d/:name`, and the files that it is made of. */
export class Application {
  readonly #files: ReadonlyMap<string, ServedFile> | undefined;

  /** @param directory where the build put `index.html`, `document.html` and `assets/`; undefined for a server without the application */
  constructor(directory: string | undefined) {
    this.#files = directory === undefined ? undefined : readFileSet(directory);
  }

  /** @throws {ProblemError} 404 for what is no file of the application, 503 when it was not built. */
  handle(request: IncomingMessage, response: ServerResponse, { pathname }: URL): void {
    if (this.#files === undefined) throw notFound();
    if (!this.#files.has(pages.list)) throw notBuilt();
    const path = pageAt(pathname) ?? pathname;
    const file = this.#files.get(path);
    if (file === undefined || (request.method !== 'GET' && request.method !== 'HEAD')) throw notFound();
    const coding = chooseCoding(request.headers['accept-encoding'], new Set(file.coded.keys()));
    const { body, etag } = (coding && file.coded.get(coding)) ?? file;
    const isKnown = request.headers['if-none-match'] === etag;
    response.writeHead(isKnown ? 304 : 200, {
      ...headers,
      etag,
      vary: 'accept-encoding',
      'cache-control': cacheControl(path),
      ...(isKnown ? {} : { 'content-type': file.type, 'content-length': body.length }),
      ...(coding !== undefined && !isKnown && { 'content-encoding': coding }),
    });
    response.end(isKnown || request.method === 'HEAD' ? undefined : body);
  }
}

/** Files below `assets/` have their content's hash in their names. */
function cacheControl(path: string): string {
  return path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache';
}

/** Whether the application has a page at this path. */
export function isPage(pathname: string): boolean {
  return pageAt(pathname) !== undefined;
}

function pageAt(pathname: string): string | undefined {
  if (pathname === '/') return pages.list;
  return /^\/d\/[^/]+$/.test(pathname) ? pages.document : undefined;
}

function notFound(): ProblemError {
  return new ProblemError({ status: 404, title: 'Not found', detail: 'There is nothing at this address.' });
}

function notBuilt(): ProblemError {
  const detail = 'The web application was not built; run "npm run build" and start the server again.';
  return new ProblemError({ status: 503, title: 'Service unavailable', detail });
}
