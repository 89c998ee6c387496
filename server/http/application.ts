import type { IncomingMessage, ServerResponse } from 'node:http';
import { readFileSet, type ServedFile } from './fileSet.ts';
import { ProblemError } from './problem.ts';

/** A page of another site must not frame the application, and the application loads nothing from elsewhere. */
const headers: Readonly<Record<string, string>> = {
  'content-security-policy':
    "default-src 'self'; img-src 'self' data: https:; connect-src 'self' ws: wss:; base-uri 'none'; frame-ancestors 'none'; form-action 'self'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
};

const page = '/index.html';

/** Serves the web application: the same page for `/` and `/d/:name`, and the files that it is made of. */
export class Application {
  readonly #files: ReadonlyMap<string, ServedFile>;

  /** @param directory where the build put `index.html` and `assets/` */
  constructor(directory: string) {
    this.#files = readFileSet(directory);
  }

  /** @throws {ProblemError} 404 for what is no file of the application, 503 when it was not built. */
  handle(request: IncomingMessage, response: ServerResponse, { pathname }: URL): void {
    if (!this.#files.has(page)) throw notBuilt();
    const path = isPage(pathname) ? page : pathname;
    const file = this.#files.get(path);
    if (file === undefined || (request.method !== 'GET' && request.method !== 'HEAD')) throw notFound();
    const isKnown = request.headers['if-none-match'] === file.etag;
    response.writeHead(isKnown ? 304 : 200, {
      ...headers,
      etag: file.etag,
      'cache-control': cacheControl(path),
      ...(isKnown ? {} : { 'content-type': file.type, 'content-length': file.body.length }),
    });
    response.end(isKnown || request.method === 'HEAD' ? undefined : file.body);
  }
}

/** Files below `assets/` have their content's hash in their names. */
function cacheControl(path: string): string {
  return path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache';
}

function isPage(pathname: string): boolean {
  return pathname === '/' || /^\/d\/[^/]+$/.test(pathname);
}

function notFound(): ProblemError {
  return new ProblemError({ status: 404, title: 'Not found', detail: 'There is nothing at this address.' });
}

function notBuilt(): ProblemError {
  const detail = 'The web application was not built; run "npm run build" and start the server again.';
  return new ProblemError({ status: 503, title: 'Service unavailable', detail });
}
