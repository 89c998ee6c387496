import type { Duplex } from 'node:stream';
import { type RawData, WebSocket } from 'ws';
import type { CloseReason, Frame } from '../protocol/index.ts';
import type { ClientSocket, SocketListener } from './clientSocket.ts';
import type { Gathering, Outbox } from './outbox.ts';
import { type Parts, partsOf } from './webSocketFrame.ts';

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
}

/** From here on, pieces are written as they are: copying them together would cost more than it saves. */
const joinedBytesMax = 64 * 1024;
/** But not while they are smaller than this on average. */
const pieceBytesMax = 4 * 1024;

/**
 * A WebSocket of the package `ws` as a connection sees it. `ws` reads, answers pings and says goodbye; messages are written past
 * it, all that a turn of the event loop has for this socket at once, and never after a goodbye. While its stream is full they stay
 * here, where each is a reference to bytes that all sockets share: in a stream it would be a copy and some objects.
 */
export class NetworkSocket implements ClientSocket, Gathering {
  readonly #ws: HeardWebSocket;
  readonly #stream: Duplex;
  readonly #outbox: Outbox;
  #gathered: Parts[] | undefined;
  #gatheredBytes = 0;

  constructor({ ws, stream }: Line, outbox: Outbox) {
    this.#ws = ws;
    this.#stream = stream;
    this.#outbox = outbox;
  }

  get bufferedBytes(): number {
    return this.#stream.writableLength + this.#gatheredBytes;
  }

  get refusedBytes(): number {
    return this.#stream.writableNeedDrain ? this.bufferedBytes : this.#stream.writableLength;
  }

  send(frame: Frame): void {
    const parts = partsOf(frame);
    this.#gatheredBytes += bytesOf(parts);
    if (this.#gathered !== undefined) {
      this.#gathered.push(parts);
      return;
    }
    this.#gathered = [parts];
    this.#outbox.add(this);
  }

  flush(): void {
    if (!this.#stream.writableNeedDrain) this.#write();
  }

  /** From now on it is told what comes. */
  listen(listener: SocketListener): void {
    const { onFrame, onPong, onClosed, onError } = handlers;
    this.#ws.listener = listener;
    this.#stream.on('drain', () => this.#writeOn(listener));
    this.#ws.on('message', onFrame).on('pong', onPong).on('close', onClosed).on('error', onError);
  }

  #writeOn(listener: SocketListener): void {
    this.#write();
    if (!this.#stream.writableNeedDrain) listener.onDrain();
  }

  #write(): void {
    const gathered = this.#gathered;
    const bytes = this.#gatheredBytes;
    this.#gathered = undefined;
    this.#gatheredBytes = 0;
    if (gathered === undefined || this.#ws.readyState !== this.#ws.OPEN) return;
    const [first] = gathered;
    if (gathered.length === 1 && first?.length === 1) this.#stream.write(first[0]);
    else this.#writeAll(gathered.flat(), bytes);
  }

  ping(): void {
    if (this.#ws.readyState === this.#ws.OPEN) this.#ws.ping();
  }

  pause(): void {
    this.#ws.pause();
  }

  resume(): void {
    this.#ws.resume();
  }

  close({ code, reason }: CloseReason): void {
    this.#write();
    // A paused socket would never see the far end's goodbye.
    this.#ws.resume();
    this.#ws.close(code, reason);
  }

  terminate(): void {
    this.#ws.terminate();
  }

  #writeAll(pieces: readonly Uint8Array[], bytes: number): void {
    if (bytes <= joinedBytesMax || bytes <= pieces.length * pieceBytesMax) {
      this.#stream.write(Buffer.concat(pieces, bytes));
      return;
    }
    this.#stream.cork();
    for (const piece of pieces) this.#stream.write(piece);
    this.#stream.uncork();
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

function bytesOf([first, second]: Parts): number {
  return first.length + (second?.length ?? 0);
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
