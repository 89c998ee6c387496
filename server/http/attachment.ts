import type { Server as HttpServer, IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { BasePath } from './basePath.ts';
import type { Host, Reception } from './host.ts';

export interface AttachmentOptions {
  readonly server: HttpServer;
  /** Such as `/documents`. */
  readonly basePath: string;
  readonly reception: Reception;
}

type RequestListener = (request: IncomingMessage, response: ServerResponse) => void;

/**
 * A place in somebody else's HTTP server: what is below a path is ours, and all else goes to whoever listened before. Listeners that
 * come later hear everything, as listeners do; so it is attached last.
 */
export class Attachment implements Host {
  readonly #base: BasePath;
  readonly #server: HttpServer;
  readonly #reception: Reception;
  readonly #others: readonly RequestListener[];

  /** @throws {TypeError} for a path that is none, or is all */
  constructor({ server, basePath, reception }: AttachmentOptions) {
    this.#base = new BasePath(basePath);
    this.#server = server;
    this.#reception = reception;
    this.#others = server.listeners('request') as RequestListener[];
    server.removeAllListeners('request');
    server.on('request', this.#onRequest);
    server.on('upgrade', this.#onUpgrade);
  }

  get basePath(): string {
    return this.#base.text;
  }

  close(): void {
    this.#server.off('request', this.#onRequest);
    this.#server.off('upgrade', this.#onUpgrade);
    for (const listener of this.#others) this.#server.on('request', listener);
  }

  /** They are the host's. */
  closeAllConnections(): void {}

  readonly #onRequest: RequestListener = (request, response) => {
    if (this.#base.leadInside(request, response)) return;
    if (this.#base.takeOff(request)) this.#reception.request(request, response);
    else for (const listener of this.#others) listener.call(this.#server, request, response);
  };

  readonly #onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    if (this.#base.takeOff(request)) this.#reception.upgrade(request, socket, head);
  };
}
