import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { BasePath } from './basePath.ts';
import type { Reception } from './host.ts';
import { sendProblem } from './problem.ts';
import type { ProxyTrust } from './proxyTrust.ts';

export interface BelowPathOptions {
  readonly basePath: BasePath;
  readonly proxies: ProxyTrust;
  readonly reception: Reception;
}

/** What programs on this machine ask for, past the proxy and so past the path. */
const probe = /^\/(?:healthz|readyz|metrics)(?:\?|$)/;

/**
 * A server below a path, as browsers see it through a proxy. The proxy may pass the path on, or take it off, which it says by
 * `X-Forwarded-Prefix`: guessing would make two documents of one name, or one of two.
 */
export class BelowPath implements Reception {
  readonly #options: BelowPathOptions;

  constructor(options: BelowPathOptions) {
    this.#options = options;
  }

  request(request: IncomingMessage, response: ServerResponse): void {
    const { basePath, reception } = this.#options;
    if (this.#isTakenOff(request) || probe.test(request.url ?? '')) reception.request(request, response);
    else if (basePath.leadInside(request, response)) return;
    else if (basePath.takeOff(request)) reception.request(request, response);
    else sendProblem(response, { status: 404, title: 'Not found', detail: this.#whereItIs() });
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const { basePath, reception } = this.#options;
    if (this.#isTakenOff(request) || basePath.takeOff(request)) reception.upgrade(request, socket, head);
    else refuse(socket);
  }

  #isTakenOff(request: IncomingMessage): boolean {
    const { basePath, proxies } = this.#options;
    return proxies.peerOf(request).takenOff === basePath.text;
  }

  #whereItIs(): string {
    return `All is below ${this.#options.basePath.text} here (--base-path). A proxy that takes this off has to say so by X-Forwarded-Prefix, and to be trusted (--trust-proxy).`;
  }
}

function refuse(socket: Duplex): void {
  socket.on('error', () => socket.destroy());
  socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
}
