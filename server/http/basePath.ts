import type { IncomingMessage, ServerResponse } from 'node:http';
import { posix } from 'node:path';

/** A path that leaves everything else to others. */
const pattern = /^(?:\/[\w.~-]+)+$/;

/** What all addresses of a server begin with, such as `/docs`. */
export class BasePath {
  readonly text: string;

  /** @throws {TypeError} for a path that is none, or is all */
  constructor(text: string) {
    if (!isBasePath(text))
      throw new TypeError(`The path must be one such as "/documents", not ${JSON.stringify(text)}.`);
    this.text = text;
  }

  /** Takes it off a request's target, so that it reads as in a server of its own. @returns whether it was there. */
  takeOff(request: IncomingMessage): boolean {
    const rest = this.#rest(request);
    if (rest === undefined) return false;
    request.url = rest.startsWith('/') ? rest : `/${rest}`;
    return true;
  }

  /**
   * Leads who asks for the path without its last slash to the one with it: what a page refers to is beside it.
   * @returns whether that was asked for; then it has been answered
   */
  leadInside(request: IncomingMessage, response: ServerResponse): boolean {
    const rest = this.#rest(request);
    const isPage = request.method === 'GET' || request.method === 'HEAD';
    if (!isPage || rest === undefined || rest.startsWith('/')) return false;
    // Relative, since a proxy may have taken something off before. A token in it must be kept by nobody.
    const location = `${posix.basename(this.text)}/${rest}`;
    response.writeHead(307, { location, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
    response.end();
    return true;
  }

  #rest({ url = '/' }: IncomingMessage): string | undefined {
    const rest = url.slice(this.text.length);
    return url.startsWith(this.text) && /^(?:$|[/?])/.test(rest) ? rest : undefined;
  }
}

export function isBasePath(text: string): boolean {
  return pattern.test(text);
}

/** What clients see before a server's paths, if a proxy took something off. It may have been the server's own base path. */
export function outwardPath(basePath: string, takenOff: string): string {
  return takenOff === basePath ? basePath : takenOff + basePath;
}
