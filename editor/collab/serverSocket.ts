import {
  type CloseReason,
  decodeMessages,
  encodeMessage,
  MalformedError,
  type Message,
  scriptoriumSubprotocol,
} from '@scriptorium/server/protocol';
import type { Clock } from './clock.ts';
import type { OpenSocket, SocketLike } from './socketLike.ts';

export interface SocketListener {
  readonly onOpen: () => void;
  readonly onMessage: (message: Message) => void;
  /** The socket is of no use any more; nothing more is heard of it. */
  readonly onLost: (reason: CloseReason) => void;
}

export interface ServerSocketOptions extends SocketListener {
  /** The whole address, as in `wss://example.org/name`. */
  readonly url: string;
  /** What to show for being let in. */
  readonly token: string | undefined;
  readonly open: OpenSocket;
  readonly clock: Clock;
}

/** The server says something every 20 s, so that longer silence means that nobody is there. */
const silenceMsMax = 45_000;
const connectMsMax = 15_000;
const watchIntervalMs = 5000;
/** A watch that is late by this has been asleep. */
const lateMsMax = 10_000;
const probeAnswerMsMax = 4000;
const unreadable = 1002;
const gone = 1006;
const open = 1;

/** One socket: frames to messages and back, and whether there still is somebody at its other end. */
export class ServerSocket {
  readonly #options: ServerSocketOptions;
  readonly #socket: SocketLike;
  #isOver = false;
  #heardMs: number;
  #watchedMs: number;
  #cancelWatch: () => void;
  #cancelProbe: (() => void) | undefined;

  constructor(options: ServerSocketOptions) {
    const { url, token, open, clock } = options;
    this.#options = options;
    this.#socket = open(url, subprotocols(token));
    this.#socket.binaryType = 'arraybuffer';
    this.#socket.onopen = () => this.#opened();
    this.#socket.onmessage = ({ data }) => this.#heard(data);
    this.#socket.onclose = ({ code, reason }) => this.#lose({ code, reason });
    this.#heardMs = clock.nowMs();
    this.#watchedMs = this.#heardMs;
    this.#cancelWatch = clock.after(watchIntervalMs, this.#watch);
  }

  /** What is sent over a socket that isn't open is for nobody. */
  send(message: Message): void {
    if (!this.#isOver && this.#socket.readyState === open) this.#socket.send(encodeMessage(message));
  }

  /** Asks whether the server is still there, as after a sleep; if it doesn't answer in 4 s the socket is lost. */
  probe(): void {
    if (this.#isOver || this.#cancelProbe || this.#socket.readyState !== open) return;
    this.send({ kind: 'queryAwareness' });
    this.#cancelProbe = this.#options.clock.after(probeAnswerMsMax, () => this.#loseSilent());
  }

  /** Ends the socket without a word to the listener. */
  close(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#cancelWatch();
    this.#cancelProbe?.();
    this.#socket.onopen = null;
    this.#socket.onmessage = null;
    this.#socket.onclose = null;
    this.#socket.close(1000);
  }

  #opened(): void {
    this.#heardMs = this.#options.clock.nowMs();
    this.#options.onOpen();
  }

  #heard(data: unknown): void {
    this.#heardMs = this.#options.clock.nowMs();
    this.#cancelProbe?.();
    this.#cancelProbe = undefined;
    if (!(data instanceof ArrayBuffer)) return;
    try {
      for (const message of decodeMessages(new Uint8Array(data)))
        if (!this.#isOver) this.#options.onMessage(message);
    } catch (error) {
      this.#lose({ code: unreadable, reason: 'The server sent what could not be read.' });
      if (!(error instanceof MalformedError)) throw error;
    }
  }

  /** Timers stand still while a computer sleeps: a watch that comes late says so. */
  readonly #watch = (): void => {
    const { clock } = this.#options;
    const nowMs = clock.nowMs();
    const isConnecting = this.#socket.readyState !== open;
    const slept = nowMs - this.#watchedMs > watchIntervalMs + lateMsMax;
    this.#watchedMs = nowMs;
    this.#cancelWatch = clock.after(watchIntervalMs, this.#watch);
    if (nowMs - this.#heardMs > (isConnecting ? connectMsMax : silenceMsMax)) this.#loseSilent();
    else if (slept) this.probe();
  };

  #loseSilent(): void {
    this.#lose({ code: gone, reason: 'The server does not answer.' });
  }

  #lose(reason: CloseReason): void {
    if (this.#isOver) return;
    this.close();
    this.#options.onLost(reason);
  }
}

/** What is offered for a token: a browser's socket has no headers of its own. Of what is offered the server sends back the first. */
export function subprotocols(token: string | undefined): string[] {
  return [
    scriptoriumSubprotocol,
    ...(token === undefined ? [] : [`scriptorium.token.${encodeToken(token)}`]),
  ];
}

/** Parentheses, which `encodeURIComponent` leaves, may not be in the name of a subprotocol. */
function encodeToken(token: string): string {
  return encodeURIComponent(token).replace(
    /[()]/g,
    (character) => `%${character.charCodeAt(0).toString(16)}`,
  );
}
