import type { Writable } from 'node:stream';
import type { Frame } from '../protocol/index.ts';
import type { SocketListener } from './clientSocket.ts';
import type { Gathering, Outbox } from './outbox.ts';

/** What goes over the network for one frame: one piece, or a header and a large payload. */
export type Parts = readonly [Buffer] | readonly [Buffer, Uint8Array];

/** From here on, pieces are written as they are: copying them together would cost more than it saves. */
const joinedBytesMax = 64 * 1024;
/** But not while they are smaller than this on average. */
const pieceBytesMax = 4 * 1024;

/**
 * A socket that writes all that a turn of the event loop has for it at once. While its stream is full, frames stay here, where each is
 * a reference to bytes that all sockets share: in a stream it would be a copy and some objects.
 */
export abstract class GatheringSocket implements Gathering {
  protected readonly stream: Writable;
  readonly #outbox: Outbox;
  #gathered: Parts[] | undefined;
  #gatheredBytes = 0;

  constructor(stream: Writable, outbox: Outbox) {
    this.stream = stream;
    this.#outbox = outbox;
  }

  get bufferedBytes(): number {
    return this.stream.writableLength + this.#gatheredBytes;
  }

  get refusedBytes(): number {
    return this.stream.writableNeedDrain ? this.bufferedBytes : this.stream.writableLength;
  }

  /** A frame as this transport has it. */
  protected abstract partsOf(frame: Frame): Parts;

  /** Whether anything may be written: not after a goodbye. */
  protected abstract get isOpen(): boolean;

  send(frame: Frame): void {
    const parts = this.partsOf(frame);
    this.#gatheredBytes += bytesOf(parts);
    if (this.#gathered !== undefined) {
      this.#gathered.push(parts);
      return;
    }
    this.#gathered = [parts];
    this.#outbox.add(this);
  }

  flush(): void {
    if (!this.stream.writableNeedDrain) this.write();
  }

  /** For the event `drain` of the stream. */
  protected writeOn(listener: SocketListener): void {
    this.write();
    if (!this.stream.writableNeedDrain) listener.onDrain();
  }

  /** Writes what was gathered, whether the stream is full or not. */
  protected write(): void {
    const gathered = this.#gathered;
    const bytes = this.#gatheredBytes;
    this.#gathered = undefined;
    this.#gatheredBytes = 0;
    if (gathered === undefined || !this.isOpen) return;
    const [first] = gathered;
    if (gathered.length === 1 && first?.length === 1) this.stream.write(first[0]);
    else if (bytes <= joinedBytesMax || bytes <= gathered.length * pieceBytesMax)
      this.stream.write(joined(gathered, bytes));
    else this.#writeEach(gathered);
  }

  #writeEach(gathered: readonly Parts[]): void {
    this.stream.cork();
    for (const parts of gathered) for (const piece of parts) this.stream.write(piece);
    this.stream.uncork();
  }
}

function joined(gathered: readonly Parts[], bytes: number): Buffer {
  const joined = Buffer.allocUnsafe(bytes);
  let at = 0;
  for (const parts of gathered)
    for (const piece of parts) {
      joined.set(piece, at);
      at += piece.length;
    }
  return joined;
}

function bytesOf([first, second]: Parts): number {
  return first.length + (second?.length ?? 0);
}
