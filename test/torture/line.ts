import { WebSocket } from 'ws';

export interface Goodbye {
  readonly code: number;
  readonly reason: string;
}

/** Where nobody listens: a client that was closed and connects again all the same ends here. */
const nowhere = 'ws://127.0.0.1:9';

/** What a client is told of a connection that ended without a goodbye. */
const abnormal = 1006;
/** A browser gives up, too, and then comes again. */
const handshakeMsMax = 15_000;
/** By then the server has given up a connection on which nobody answers. */
const abandonedMs = 60_000;

/** The line from a client to the server: looks at its traffic without touching it, and can be cut. */
export class Line {
  /** What the client is given to open sockets with. */
  readonly Socket: typeof WebSocket;
  /** How its connections ended, in their order. */
  readonly goodbyes: Goodbye[] = [];
  readonly #open = new Set<WebSocket>();
  #isEnded = false;
  #latest: WebSocket | undefined;

  /** @param onFrame hears what the client hears, before it */
  constructor(onFrame: (frame: Uint8Array) => void = () => {}) {
    this.Socket = this.#watchedSocket(onFrame);
  }

  /** Whether there is a connection from which more may be heard. */
  get isOpen(): boolean {
    return this.#open.size > 0;
  }

  /** The network is gone, without a goodbye. The client comes back by itself. */
  cut(): void {
    this.#latest?.terminate();
  }

  /** Reads nothing more until `resume`, as a computer that sleeps; what is sent goes out. */
  stall(): void {
    if (this.isOpen) this.#latest?.pause();
  }

  resume(): void {
    if (this.isOpen) this.#latest?.resume();
  }

  /** The client takes the network for gone and comes back by itself, while the server has a connection on which nobody answers. */
  abandon(): void {
    const socket = this.#latest;
    if (socket === undefined || !this.#open.has(socket)) return;
    socket.pause();
    socket.emit('close', abnormal, Buffer.alloc(0));
    socket.removeAllListeners();
    socket.on('error', () => {});
    setTimeout(() => socket.terminate(), abandonedMs).unref();
  }

  /** For good. A client that would come back whatever it is told doesn't hear of it. */
  end(): void {
    this.#isEnded = true;
    if (this.#latest !== undefined) this.#latest.onclose = null;
    this.cut();
  }

  #watchedSocket(onFrame: (frame: Uint8Array) => void): typeof WebSocket {
    const line = this;
    return class extends WebSocket {
      constructor(url: string, protocols?: string[]) {
        super(line.#isEnded ? nowhere : url, protocols, { handshakeTimeout: handshakeMsMax });
        line.#latest = this;
        this.on('message', (data: ArrayBuffer) => onFrame(new Uint8Array(data)));
        line.#count(this);
      }
    } as typeof WebSocket;
  }

  #count(socket: WebSocket): void {
    socket.on('open', () => this.#open.add(socket));
    // In Node an error without a listener would end the process; browsers only tell the console.
    socket.on('error', () => {});
    socket.on('close', (code, reason) => {
      if (this.#open.delete(socket)) this.goodbyes.push({ code, reason: reason.toString() });
    });
  }
}
