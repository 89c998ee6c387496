import type { Server as HttpServer, IncomingMessage, ServerOptions, ServerResponse } from 'node:http';
import { createServer as createHttpsServer, type Server as HttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { createServer as createHttpServer } from '../builtin/http.ts';
import type { Clock } from '../room/clock.ts';
import type { Report } from '../room/report.ts';
import { TlsFiles, type TlsOptions } from './tlsFiles.ts';

/** What answers requests and upgrades, wherever they come from. */
export interface Reception {
  request(request: IncomingMessage, response: ServerResponse): void;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
}

/** Where requests and upgrades come from. */
export interface Host {
  /** What all paths begin with, unless a proxy takes it off; empty for nothing. */
  readonly basePath: string;
  /** Takes no more requests. */
  close(): void;
  /** Cuts off whoever is still asking, where that is ours to do. */
  closeAllConnections(): void;
}

export interface OwnHostOptions {
  /** For https and wss; without it, http and ws. */
  readonly tls: TlsOptions | undefined;
  /** How long a request may take to come in, and how often that is looked at. */
  readonly times: ServerOptions;
  readonly clock: Clock;
  readonly report: Report;
  /** Empty for nothing. */
  readonly basePath: string;
  readonly reception: Reception;
}

/**
 * What a stream holds for a network that does not take it, a piece for each message; the rest waits where it is shared with the other
 * sockets of a room. As in Node until version 22, which has four times as much.
 */
const streamBytes = 16 * 1024;

/** An HTTP server of our own: everything that comes is for us, or nowhere. */
export class OwnHost implements Host {
  readonly basePath: string;
  readonly #server: HttpServer | HttpsServer;
  readonly #tlsFiles: TlsFiles | undefined;

  /** @throws {TlsFilesError} */
  constructor({ tls, times, clock, report, basePath, reception }: OwnHostOptions) {
    this.basePath = basePath;
    const options = { ...times, highWaterMark: streamBytes };
    this.#tlsFiles = tls && new TlsFiles({ ...tls, clock, report });
    this.#server =
      this.#tlsFiles === undefined ? createHttpServer(options) : secureServer(this.#tlsFiles, options);
    this.#server.on('request', (request, response) => reception.request(request, response));
    this.#server.on('upgrade', (request, socket, head) => reception.upgrade(request, socket, head));
  }

  /** @returns the port. @throws the error of `listen`, such as one with code `EADDRINUSE`. */
  async listen({ host, port }: { readonly host: string; readonly port: number }): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, host, resolve);
    });
    return (this.#server.address() as AddressInfo).port;
  }

  close(): void {
    this.#tlsFiles?.stop();
    this.#server.close();
  }

  closeAllConnections(): void {
    this.#server.closeAllConnections();
  }
}

function secureServer(files: TlsFiles, options: ServerOptions): HttpsServer {
  const server = createHttpsServer({ ...options, ...files.pair });
  files.follow((pair) => server.setSecureContext(pair));
  return server;
}
