import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { ProblemError } from './problem.ts';

/** What is told to whoever watches the server. */
export interface Exposition {
  readonly contentType: string;
  text(): Promise<string>;
}

export interface MetricsRouteOptions {
  readonly exposition: Exposition;
  /** What must be shown as `Authorization: Bearer …`; empty where only this machine may ask. */
  readonly token: string;
}

/** A proxy on this machine asks for somebody else, and says so by one of these. */
const forwardingHeaders = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via'];
const loopbackAddresses = ['127.0.0.1', '::1', '::ffff:127.0.0.1'];
const loopbackHost = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/;

/**
 * `/metrics`, for Prometheus. With a token, whoever shows it may ask, from anywhere; without one, programs on this machine only,
 * since it says how busy people are.
 */
export class MetricsRoute {
  readonly #options: MetricsRouteOptions;

  constructor(options: MetricsRouteOptions) {
    this.#options = options;
  }

  /** @returns whether the path is this; then it has been answered. @throws {ProblemError} 401, 403 */
  async handle(request: IncomingMessage, response: ServerResponse, { pathname }: URL): Promise<boolean> {
    if (pathname !== '/metrics') return false;
    this.#authorize(request, response);
    const { exposition } = this.#options;
    const body = await exposition.text();
    response.writeHead(200, { 'content-type': exposition.contentType, 'cache-control': 'no-store' });
    response.end(body);
    return true;
  }

  #authorize(request: IncomingMessage, response: ServerResponse): void {
    const { token } = this.#options;
    if (token === '' && isLocal(request)) return;
    if (token === '') {
      const detail = 'Only this machine may ask; start with --metrics-token to ask from elsewhere.';
      throw new ProblemError({ status: 403, title: 'Forbidden', detail });
    }
    if (isSame(request.headers.authorization ?? '', `Bearer ${token}`)) return;
    response.setHeader('www-authenticate', 'Bearer');
    const detail = 'Show the token of --metrics-token as "Authorization: Bearer".';
    throw new ProblemError({ status: 401, title: 'Unauthorized', detail });
  }
}

/** The host is looked at, too, lest a page make a visitor's browser ask under a name that leads here. */
function isLocal({ socket, headers }: IncomingMessage): boolean {
  return (
    loopbackAddresses.includes(socket.remoteAddress ?? '') &&
    loopbackHost.test(headers.host ?? '') &&
    forwardingHeaders.every((name) => headers[name] === undefined)
  );
}

/** Takes as long wherever the two differ. */
function isSame(given: string, wanted: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(wanted)];
  return one.length === other.length && timingSafeEqual(one, other);
}
