import { type CloseReason, closeReason, type Frame } from '../protocol/index.ts';
import type { Clock } from '../room/clock.ts';
import type { ClientSocket } from './clientSocket.ts';
import type { Beating } from './heartbeat.ts';

export interface WireOptions {
  readonly socket: ClientSocket;
  readonly clock: Clock;
  /** What to send into silence so that the client does not take it for an end; undefined while it has not said anything. */
  readonly keepAlive: () => Frame | undefined;
  /** The wire has ended this side; called once, whoever began. `reason` is this side's, if this side did. */
  readonly onEnd: (reason: CloseReason | undefined) => void;
}

/** What may wait in a socket that reads too slowly, beyond what it was sent at once. */
const bufferedBytesMax = 16 * 1024 * 1024;
/** y-websocket reconnects after 30 s without a message, and does not count pings. */
const silenceMsMax = 20_000;
const pingIntervalMs = 30_000;
/** Two pings were not answered: the far end is gone without a goodbye. */
const absenceMsMax = 75_000;

/** One socket, whatever is spoken over it: bounded, kept alive, and ended once. */
export class Wire implements Beating {
  readonly #options: WireOptions;
  #isGone = false;
  #sentMs: number;
  #heardMs: number;
  #pingedMs: number;

  constructor(options: WireOptions) {
    this.#options = options;
    this.#sentMs = this.#heardMs = this.#pingedMs = options.clock.nowMs();
  }

  /** Whether the far end is gone, or was sent away. */
  get isGone(): boolean {
    return this.#isGone;
  }

  get bufferedBytes(): number {
    return this.#options.socket.bufferedBytes;
  }

  send(frame: Frame): void {
    if (this.#isGone) return;
    const { socket, clock } = this.#options;
    if (socket.bufferedBytes > bufferedBytesMax) {
      this.end(closeReason('overloaded', 'This client reads too slowly; please come back.'));
      return;
    }
    this.#sentMs = clock.nowMs();
    socket.send(frame);
  }

  /** Something came in, if only a sign of life. */
  heard(): void {
    this.#heardMs = this.#options.clock.nowMs();
  }

  pause(): void {
    this.#options.socket.pause();
  }

  resume(): void {
    if (!this.#isGone) this.#options.socket.resume();
  }

  end(reason: CloseReason): void {
    if (this.#isGone) return;
    this.#finish(reason);
    this.#options.socket.close(reason);
  }

  /** The far end is gone. */
  lost(): void {
    if (!this.#isGone) this.#finish(undefined);
  }

  #finish(reason: CloseReason | undefined): void {
    this.#isGone = true;
    this.#options.onEnd(reason);
  }

  beat(): void {
    const { socket, clock, keepAlive } = this.#options;
    const nowMs = clock.nowMs();
    if (nowMs - this.#heardMs > absenceMsMax) {
      socket.terminate();
      return;
    }
    const sign = nowMs - this.#sentMs >= silenceMsMax ? keepAlive() : undefined;
    if (sign !== undefined) this.send(sign);
    if (nowMs - this.#pingedMs < pingIntervalMs) return;
    this.#pingedMs = nowMs;
    socket.ping();
  }
}
