import { decodeMessages } from '@scriptorium/server/protocol';
import type { Clock } from './clock.ts';
import { subprotocols } from './serverSocket.ts';
import type { OpenSocket } from './socketLike.ts';
import { StreamSocket } from './streamSocket.ts';

export interface DetourOptions {
  readonly token?: () => string | undefined;
  readonly WebSocket?: typeof globalThis.WebSocket;
  readonly fetch?: typeof globalThis.fetch;
  readonly clock: Clock;
  /** From 0 to 1. */
  readonly random: () => number;
  /** Another connection is open, and better than the one that there is; whoever has both opens the one so, and closes the other. */
  readonly onMove: (open: OpenSocket) => void;
}

/** A network that breaks WebSocket seldom changes its mind; a computer that is carried into another one says so by itself. */
const probeMsMin = 15_000;
const probeMsMax = 600_000;
const answerMsMax = 15_000;
/** Long enough for the server to hear over the one who is here before it loses the other: else people would see somebody come and go. */
const lingerMs = 2000;

/**
 * The way round a network that breaks WebSocket: an event stream, and beside it now and then a WebSocket, after 15 s and then half as
 * often each time. The first over which the server lets the client in takes over, while the stream is still open.
 */
export class Detour {
  readonly #options: DetourOptions;
  readonly #fetch: typeof globalThis.fetch;
  #url = '';
  /** What carries the connection, if a stream does. */
  #stream: StreamSocket | undefined;
  #probes = 0;
  #cancelPlan: (() => void) | undefined;
  #cancelProbe: (() => void) | undefined;

  constructor(options: DetourOptions) {
    this.#options = options;
    // A browser's own wants to be called on its window.
    this.#fetch = options.fetch ?? ((...request) => globalThis.fetch(...request));
  }

  /** Whether a stream is what carries the connection. */
  get isTaken(): boolean {
    return this.#stream !== undefined;
  }

  /** Resolves when the server, or whoever stands before it, answers at all. @throws what `fetch` does without a network */
  async reach(url: string): Promise<void> {
    // Beside the document, where there is a page as a rule: what is not found would stand in the console as an error.
    const place = new URL('.', url.replace(/^ws/, 'http'));
    await this.#fetch(place, { method: 'HEAD', mode: 'no-cors', cache: 'no-store' });
  }

  readonly open: OpenSocket = (url, protocols) => {
    const { clock, random } = this.#options;
    this.#url = url;
    this.#stream = new StreamSocket({ url, protocols, fetch: this.#fetch, clock, random });
    return this.#stream;
  };

  /** The server has spoken over the stream. */
  hear(): void {
    if (this.#stream && !this.#cancelPlan && !this.#cancelProbe) this.#plan();
  }

  /** Tries a WebSocket at once if there is a stream over which the server has spoken. */
  probe(): void {
    if (!this.#cancelPlan) return;
    this.#cancelPlan();
    this.#cancelPlan = undefined;
    this.#try();
  }

  /** The stream is lost, or left. */
  end(): void {
    this.#stream = undefined;
    this.#cancelPlan?.();
    this.#cancelProbe?.();
    this.#cancelPlan = this.#cancelProbe = undefined;
  }

  #plan(): void {
    const delayMs = Math.min(probeMsMin * 2 ** this.#probes, probeMsMax);
    const { clock, random } = this.#options;
    this.#probes += 1;
    this.#cancelPlan = clock.after(delayMs * (1 + random() / 2), () => this.probe());
  }

  #try(): void {
    const { WebSocket = globalThis.WebSocket, token, clock } = this.#options;
    const socket = new WebSocket(this.#url, subprotocols(token?.()));
    const giveUp = (): void => {
      this.#forget(socket);
      this.#plan();
    };
    const cancelWait = clock.after(answerMsMax, giveUp);
    this.#cancelProbe = () => {
      cancelWait();
      drop(socket);
    };
    socket.binaryType = 'arraybuffer';
    socket.onclose = giveUp;
    socket.onmessage = (first) => {
      if (letsIn(first.data)) this.#move(socket, first);
      else giveUp();
    };
  }

  #forget(socket: WebSocket): void {
    this.#cancelProbe?.();
    this.#cancelProbe = undefined;
    drop(socket);
  }

  /** What it has told already it tells again to whoever listens to it now. */
  #move(socket: WebSocket, first: MessageEvent): void {
    if (this.#stream) this.#stream.lingerMs = lingerMs;
    this.#cancelProbe = undefined;
    this.end();
    this.#probes = 0;
    this.#options.onMove(() => socket);
    socket.onopen?.call(socket, new Event('open'));
    socket.onmessage?.call(socket, first);
  }
}

function drop(socket: WebSocket): void {
  socket.onclose = null;
  socket.onmessage = null;
  socket.close();
}

/** The server says first what one may do; a proxy that lets handshakes pass and nothing else says nothing. */
function letsIn(data: unknown): boolean {
  if (!(data instanceof ArrayBuffer)) return false;
  try {
    return decodeMessages(new Uint8Array(data))[0]?.kind === 'access';
  } catch {
    return false;
  }
}
