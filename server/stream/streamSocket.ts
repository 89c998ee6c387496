import type { Writable } from 'node:stream';
import type { ClientSocket, SocketListener } from '../connection/clientSocket.ts';
import type { Carried } from '../connection/connections.ts';
import { GatheringSocket, type Parts } from '../connection/gatheringSocket.ts';
import type { Outbox } from '../connection/outbox.ts';
import type { CloseReason, Frame } from '../protocol/index.ts';
import type { Clock } from '../room/clock.ts';
import { closedEvent, openedEvent, partsOf, pingEvent } from './streamEvent.ts';

export interface StreamSocketOptions {
  /** The body of a response, whose head is written. */
  readonly response: Writable;
  readonly outbox: Outbox;
  readonly clock: Clock;
}

/** Frames that were posted together. */
export interface Posting {
  /** The number of the first of them, of all that were ever posted to this stream, from 1. */
  readonly first: number;
  readonly frames: readonly Frame[];
}

/** What became of a posting: its frames were taken, now or before; some before them never came; or the stream is over. */
export type Taken = 'taken' | 'gap' | 'over';

/** How long whoever was told goodbye may take to read it; as long as `ws` waits. */
const goodbyeMsMax = 30_000;

/**
 * An event stream as a connection sees it: what the server says goes down as events, what the client says comes as postings.
 *
 * 1. Each frame is taken once and in order, however often and in whatever company it is posted: its number says which it is.
 * 2. While it is paused no posting is read, or taken on: whoever posts one at a time waits.
 * 3. Any posting is a sign of life; a ping asks for one, which may be empty.
 */
export class StreamSocket extends GatheringSocket implements ClientSocket, Carried {
  bytesRead = 0;
  readonly #clock: Clock;
  #listener: SocketListener | undefined;
  #bytesWritten = 0;
  #taken = 0;
  #isPaused = false;
  #isOver = false;
  /** Those who wait until it is read from again, or has ended. */
  #waiting: readonly (() => void)[] = [];

  constructor({ response, outbox, clock }: StreamSocketOptions) {
    super(response, outbox);
    this.#clock = clock;
  }

  /** What it has sent, without what HTTP adds. */
  get bytesWritten(): number {
    return this.#bytesWritten;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  protected override get isOpen(): boolean {
    return !this.#isOver;
  }

  protected override partsOf(frame: Frame): Parts {
    const parts = partsOf(frame);
    this.#bytesWritten += parts[0].length;
    return parts;
  }

  /** From now on it is told what comes. */
  listen(listener: SocketListener): void {
    this.#listener = listener;
    this.stream.on('drain', () => this.writeOn(listener));
    this.stream.on('error', () => {});
    this.stream.on('close', () => {
      this.#finish();
      listener.onClose();
    });
  }

  /** Tells the client by what name it posts. */
  open(id: string): void {
    this.#say(openedEvent(id));
  }

  /** Resolves when it may be read from, or has ended. */
  async whenRead(): Promise<void> {
    if (!this.#isPaused || this.#isOver) return;
    await new Promise<void>((resolve) => {
      this.#waiting = [...this.#waiting, resolve];
    });
  }

  /** Takes what of it was not taken before. */
  async take({ first, frames }: Posting): Promise<Taken> {
    this.#listener?.onAlive();
    for (const [index, frame] of frames.entries()) {
      await this.whenRead();
      if (this.#isOver) return 'over';
      const number = first + index;
      if (number > this.#taken + 1) return 'gap';
      if (number <= this.#taken) continue;
      this.#taken = number;
      this.bytesRead += frame.length;
      this.#listener?.onFrame(frame);
    }
    return 'taken';
  }

  /** More was posted than it takes at once. */
  refuseAsTooLarge(): void {
    this.#listener?.onTooLarge();
  }

  ping(): void {
    if (this.isOpen) this.#say(pingEvent);
  }

  pause(): void {
    this.#isPaused = true;
  }

  resume(): void {
    this.#isPaused = false;
    this.#wake();
  }

  close(reason: CloseReason): void {
    if (this.#isOver) return;
    this.write();
    this.#finish();
    this.#say(closedEvent(reason));
    this.stream.end();
    const timer = this.#clock.setTimer(() => this.terminate(), goodbyeMsMax);
    this.stream.once('close', () => timer.cancel());
  }

  terminate(): void {
    this.stream.destroy();
  }

  #say(event: string): void {
    this.#bytesWritten += event.length;
    this.stream.write(event);
  }

  #finish(): void {
    this.#isOver = true;
    this.#wake();
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}
