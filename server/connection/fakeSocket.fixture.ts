import { type CloseReason, decodeMessages, type Message } from '../protocol/index.ts';
import type { ClientSocket } from './clientSocket.ts';

/** A socket that remembers what it was told to do. */
export class FakeSocket implements ClientSocket {
  bufferedBytes = 0;
  /** Of these, by default all. */
  offeredBytesMax = Number.POSITIVE_INFINITY;
  isPaused = false;
  isTerminated = false;
  pings = 0;
  readonly frames: Uint8Array[] = [];
  closed: CloseReason | undefined;

  get refusedBytes(): number {
    return Math.min(this.bufferedBytes, this.offeredBytesMax);
  }

  send(frame: Uint8Array): void {
    this.frames.push(frame);
  }

  ping(): void {
    this.pings += 1;
  }

  pause(): void {
    this.isPaused = true;
  }

  resume(): void {
    this.isPaused = false;
  }

  close(reason: CloseReason): void {
    this.closed = reason;
  }

  terminate(): void {
    this.isTerminated = true;
  }

  get messages(): readonly Message[] {
    return this.frames.flatMap((frame) => decodeMessages(frame));
  }
}
