import { existsSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import sirv from 'sirv';
import { ProblemError } from './problem.ts';

/** A page of another site must not frame the application, and the application loads nothing from elsewhere. */
const headers: Readonly<Record<string, string>> = {
  'content-security-policy':
    "default-src 'self'; img-src 'self' data: https:; connect-src 'self' ws: wss:; base-uri 'none'; frame-ancestors 'none'; form-action 'self'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
};

/** Serves the web application: the same page for `/` and `/d/:name`, and the files that it is made of. */
export class Application {
  readonly #serve: ReturnType<typeof sirv> | undefined;

  /** @param directory where the build put `index.html` and `assets/` */
  constructor(directory: string) {
    this.#serve = existsSync(join(directory, 'index.html')) ? serveFrom(directory) : undefined;
  }

  /** @throws {ProblemError} 404 for what is no file of the application, 503 when it was not built. */
  async handle(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const serve = this.#serve;
    if (serve === undefined) throw notBuilt();
    if (request.method !== 'GET' && request.method !== 'HEAD') throw notFound();
    if (isPage(url.pathname)) request.url = '/index.html';
    await new Promise<void>((resolve, reject) => {
      response.on('close', resolve);
      serve(request, response, () => reject(notFound()));
    });
  }
}

function serveFrom(directory: string): ReturnType<typeof sirv> {
  return sirv(directory, {
    etag: true,
    setHeaders(response, pathname) {
      for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
      response.setHeader('cache-control', cacheControl(pathname));
    },
  });
}

/** Files below `assets/` have their content's hash in their names. */
function cacheControl(pathname: string): string {
  return pathname.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache';
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
