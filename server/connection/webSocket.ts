import type { Duplex } from 'node:stream';
import { type RawData, WebSocket } from 'ws';
import type { CloseReason, Frame } from '../protocol/index.ts';
import type { ClientSocket, SocketListener } from './clientSocket.ts';
import { GatheringSocket, type Parts } from './gatheringSocket.ts';
import type { Outbox } from './outbox.ts';
import { partsOf } from './webSocketFrame.ts';
import { WebSocketReader } from './webSocketReader.ts';

/**
 * What a `WebSocketServer` is to make of an upgrade. Its handlers are the same for all, and find their listener by it: functions of its
 * own would last as long as the socket.
 */
export class HeardWebSocket extends WebSocket {
  listener: SocketListener | undefined;
}

/** A WebSocket of the package `ws`, which must not compress: only then it writes each frame whole and at once. */
export interface Line {
  readonly ws: HeardWebSocket;
  /** What it reads from and writes to. */
  readonly stream: Duplex;
  /** What `ws` was told is the longest message. */
  readonly messageBytesMax: number;
}

/**
 * A WebSocket of the package `ws` as a connection sees it. `ws` reads what is unusual, answers pings and says goodbye. Short messages
 * are read past it; and all are written past it, what a turn of the event loop has for this socket at once, and never after a goodbye.
 */
export class NetworkSocket extends GatheringSocket implements ClientSocket {
  readonly #ws: HeardWebSocket;
  readonly #messageBytesMax: number;

  constructor({ ws, stream, messageBytesMax }: Line, outbox: Outbox) {
    super(stream, outbox);
    this.#ws = ws;
    this.#messageBytesMax = messageBytesMax;
  }

  protected override get isOpen(): boolean {
    return this.#ws.readyState === this.#ws.OPEN;
  }

  protected override partsOf(frame: Frame): Parts {
    return partsOf(frame);
  }

  /** From now on it is told what comes. */
  listen(listener: SocketListener): void {
    const { onFrame, onPong, onClosed, onError } = handlers;
    this.#ws.listener = listener;
    this.stream.on('drain', () => this.writeOn(listener));
    this.#ws.on('message', onFrame).on('pong', onPong).on('close', onClosed).on('error', onError);
    this.#readPast(listener);
  }

  /** What arrives goes first to a reader, and from there to `ws`, which goes on alone where it listens in another way than it does now. */
  #readPast(listener: SocketListener): void {
    const { stream } = this;
    const [toWs, ...others] = stream.listeners('data');
    if (toWs === undefined || others.length > 0) return;
    const owner = {
      messageBytesMax: this.#messageBytesMax,
      onMessage: (message: Uint8Array) => listener.onFrame(message),
      onOther: (bytes: Buffer) => toWs.call(stream, bytes),
    };
    const reader = new WebSocketReader(owner);
    this.#ws.on('error', () => reader.end());
    stream.off('data', toWs as (bytes: Buffer) => void);
    stream.on('data', (bytes: Buffer) => reader.read(bytes));
  }

  ping(): void {
    if (this.isOpen) this.#ws.ping();
  }

  pause(): void {
    this.#ws.pause();
  }

  resume(): void {
    this.#ws.resume();
  }

  close({ code, reason }: CloseReason): void {
    this.write();
    // A paused socket would never see the far end's goodbye.
    this.#ws.resume();
    this.#ws.close(code, reason);
  }

  terminate(): void {
    this.#ws.terminate();
  }
}

const handlers = {
  onFrame(this: WebSocket, data: RawData, isBinary: boolean): void {
    const listener = listenerOf(this);
    if (isBinary) listener?.onFrame(toBytes(data));
    else listener?.onText();
  },

  onPong(this: WebSocket): void {
    listenerOf(this)?.onAlive();
  },

  onClosed(this: WebSocket): void {
    listenerOf(this)?.onClose();
  },

  /** A broken frame or a lost network: `close` follows, and that is all there is to do. */
  onError(this: WebSocket, error: Error): void {
    if ('code' in error && error.code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH') listenerOf(this)?.onTooLarge();
  },
} as const;

function listenerOf(ws: WebSocket): SocketListener | undefined {
  return ws instanceof HeardWebSocket ? ws.listener : undefined;
}

/**
 * A copy: `ws` hands out views, and a few bytes that a room keeps would hold the whole chunk from the network. Not of what it has put
 * together itself, from several chunks, in memory that holds nothing else.
 */
function toBytes(data: RawData): Uint8Array {
  if (Array.isArray(data)) return new Uint8Array(Buffer.concat(data));
  if (data instanceof Buffer && data.length === data.buffer.byteLength) return new Uint8Array(data.buffer);
  return new Uint8Array(data);
}
