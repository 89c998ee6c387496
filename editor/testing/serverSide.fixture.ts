import { decodeMessages, encodeMessage, type Message } from '@scriptorium/server/protocol';

/** The sockets that were opened, as whoever is at their other end sees them. */
export class ServerSide {
  readonly sockets: FakeSocket[] = [];

  /** To be given to what opens sockets. */
  readonly WebSocket: typeof globalThis.WebSocket;

  constructor() {
    const { sockets } = this;
    this.WebSocket = class extends FakeSocket {
      constructor(url: string, protocols: readonly string[]) {
        super(url, protocols);
        sockets.push(this);
      }
    } as never;
  }

  /** The socket that was opened last. */
  get socket(): FakeSocket {
    const last = this.sockets.at(-1);
    if (!last) throw new Error('No socket was opened');
    return last;
  }
}

/** As much of a browser's WebSocket as is used, with its other end. */
export class FakeSocket {
  readonly url: string;
  readonly protocols: readonly string[];
  readyState = 0;
  onopen: (() => void) | null = null;
  onmessage: ((event: { readonly data: unknown }) => void) | null = null;
  onclose: ((event: { readonly code: number; readonly reason: string }) => void) | null = null;
  /** The code with which this side was closed. */
  closedWith: number | undefined;
  readonly #heard: Message[] = [];

  constructor(url: string, protocols: readonly string[]) {
    this.url = url;
    this.protocols = protocols;
  }

  send(frame: Uint8Array): void {
    this.#heard.push(...decodeMessages(frame));
  }

  close(code?: number): void {
    this.closedWith = code;
    this.readyState = 3;
  }

  accept(): void {
    this.readyState = 1;
    this.onopen?.();
  }

  say(...messages: readonly Message[]): void {
    for (const message of messages) this.sayBytes(encodeMessage(message));
  }

  sayBytes(bytes: Uint8Array): void {
    this.onmessage?.({ data: bytes.slice().buffer });
  }

  hangUp(code: number, reason = ''): void {
    this.readyState = 3;
    this.onclose?.({ code, reason });
  }

  /** What arrived since it was last asked. */
  hear(): readonly Message[] {
    return this.#heard.splice(0);
  }
}
