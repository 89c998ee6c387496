import type { Server as HttpServer, IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Host, Reception } from './host.ts';

export interface AttachmentOptions {
  readonly server: HttpServer;
  /** Such as `/documents`. */
  readonly basePath: string;
  readonly reception: Reception;
}

type RequestListener = (request: IncomingMessage, response: ServerResponse) => void;

/** A path that leaves everything else to others. */
const basePathPattern = /^(?:\/[\w.~-]+)+$/;

/**
 * A place in somebody else's HTTP server: what is below a path is ours, and all else goes to whoever listened before. Listeners that
 * come later hear everything, as listeners do; so it is attached last.
 */
export class Attachment implements Host {
  readonly basePath: string;
  readonly #server: HttpServer;
  readonly #reception: Reception;
  readonly #others: readonly RequestListener[];

  /** @throws {TypeError} for a path that is none, or is all */
  constructor({ server, basePath, reception }: AttachmentOptions) {
    if (!basePathPattern.test(basePath))
      throw new TypeError(
        `The path to attach to must be one such as "/documents", not ${JSON.stringify(basePath)}.`,
      );
    this.basePath = basePath;
    this.#server = server;
    this.#reception = reception;
    this.#others = server.listeners('request') as RequestListener[];
    server.removeAllListeners('request');
    server.on('request', this.#onRequest);
    server.on('upgrade', this.#onUpgrade);
  }

  close(): void {
    this.#server.off('request', this.#onRequest);
    this.#server.off('upgrade', this.#onUpgrade);
    for (const listener of this.#others) this.#server.on('request', listener);
  }

  /** They are the host's. */
  closeAllConnections(): void {}

  readonly #onRequest: RequestListener = (request, response) => {
    if (this.#claim(request)) this.#reception.request(request, response);
    else for (const listener of this.#others) listener.call(this.#server, request, response);
  };

  readonly #onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    if (this.#claim(request)) this.#reception.upgrade(request, socket, head);
  };

  /** Takes the path off what is ours, so that it reads as in a server of our own. */
  #claim(request: IncomingMessage): boolean {
    const { url = '/' } = request;
    const rest = url.slice(this.basePath.length);
    if (!url.startsWith(this.basePath) || !/^(?:$|[/?])/.test(rest)) return false;
    request.url = rest.startsWith('/') ? rest : `/${rest}`;
    return true;
  }
}
