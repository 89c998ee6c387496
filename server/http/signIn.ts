import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { posix } from 'node:path';
import { ProblemError } from './problem.ts';
import type { ProxyTrust } from './proxyTrust.ts';

export interface SignInOptions {
  readonly proxies: ProxyTrust;
  readonly cookieName: string;
  /** What all paths begin with, as whoever asks sees them; empty for nothing. */
  readonly basePath: (request: IncomingMessage) => string;
}

/** Browsers keep no larger cookie. */
const cookieBytesMax = 4000;
/** Changes with each sign-in, and says nothing else: by it a page without a network knows whether somebody else has signed in since. */
const markName = 'scriptorium_sign_in';
/** As long as browsers keep a cookie at most, in seconds: whoever was signed in last may find what is kept on the device. */
const markAgeS = 34_560_000;

/**
 * A link to a page may bring a token, as `?token=`. It is moved into a cookie, which scripts can't read and which no other site can
 * use, and the page is asked for again without it: so it stands neither in the address bar, nor in the history, nor in what a page says of where it
 * came from.
 */
export class SignIn {
  readonly #options: SignInOptions;

  constructor(options: SignInOptions) {
    this.#options = options;
  }

  /** @returns whether the address brought a token; then it has been answered. @throws {ProblemError} 400 */
  handle(request: IncomingMessage, response: ServerResponse, url: URL): boolean {
    const token = url.searchParams.get('token');
    if (token === null || request.method !== 'GET') return false;
    const rest = new URLSearchParams(url.searchParams);
    rest.delete('token');
    response.writeHead(303, {
      // Beside itself, wherever a proxy has put it.
      location: `./${posix.relative(posix.dirname(url.pathname), url.pathname)}${rest.size === 0 ? '' : `?${rest}`}`,
      'set-cookie': this.#cookies(token, request),
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'content-length': 0,
    });
    response.end();
    return true;
  }

  #cookies(token: string, request: IncomingMessage): string[] {
    const { cookieName, basePath, proxies } = this.#options;
    const { isSecure } = proxies.peerOf(request);
    const value = encodeURIComponent(token);
    if (value.length > cookieBytesMax)
      throw new ProblemError({
        status: 400,
        title: 'Bad request',
        detail: 'The token of this link is too long.',
      });
    const scope = [`Path=${basePath(request) || '/'}`, 'SameSite=Strict', ...(isSecure ? ['Secure'] : [])];
    return [
      [`${cookieName}=${value}`, ...scope, 'HttpOnly'],
      [`${markName}=${markOf(token)}`, ...scope, `Max-Age=${markAgeS}`],
    ].map((parts) => parts.join('; '));
  }
}

/** A token can't be found by it. */
function markOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url').slice(0, 16);
}
