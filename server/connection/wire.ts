import { exceeded, type Limits } from '../limits/limits.ts';
import type { CloseReason, Frame } from '../protocol/index.ts';
import type { Clock } from '../room/clock.ts';
import type { Pressure } from '../room/roomMember.ts';
import type { ClientSocket } from './clientSocket.ts';
import { type Beating, beatMs } from './heartbeat.ts';

/** Whoever speaks over a wire. */
export interface WireOwner {
  /** How large the largest document is that it carries; 0 before there is one. */
  readonly documentBytes: number;
  /** What to send into silence so that the client does not take it for an end; undefined while it has not said anything. */
  keepAlive(): Frame | undefined;
  /** The wire has ended this side; called once, whoever began. `reason` is this side's, if this side did. */
  onWireEnd(reason: CloseReason | undefined): void;
}

type WireLimits = Pick<
  Limits,
  'silenceSeconds' | 'presenceBufferedBytes' | 'bufferedBytes' | 'overdraftBytes' | 'laggingSeconds'
>;

export interface WireOptions {
  readonly socket: ClientSocket;
  readonly clock: Clock;
  readonly limits: WireLimits;
  readonly owner: WireOwner;
}

/** With more than half of a document unread, what can be told later costs less as one update. But not in a document that has hardly begun. */
const fullBytesMin = 192 * 1024;
/** A large document over a slow network takes its time: as long again for each time so many bytes, 16 KiB a second as a rule. */
const readBytesMin = 60 * 16 * 1024;
/** y-websocket reconnects after 30 s without a message, and does not count pings. */
const silenceMsMax = 20_000;
export const pingMsMax = 30_000;

/** A socket that has been full since it drained last. */
interface Lag {
  /** When it must have drained. */
  readonly untilMs: number;
  /** What it was sent all the same. */
  overdraftBytes: number;
}

/** One socket, whatever is spoken over it: bounded, kept alive, and ended once. */
export class Wire implements Beating {
  readonly #socket: ClientSocket;
  readonly #clock: Clock;
  readonly #limits: WireLimits;
  readonly #owner: WireOwner;
  #isGone = false;
  #pauses = 0;
  /** When the first frame left since the last beat that anything left since: to look at the clock for each costs as much as to frame it. */
  #sentMs: number;
  /** Since the last beat. */
  #hasSent = false;
  #heardMs: number;
  #pingedMs: number;
  #lag: Lag | undefined;

  constructor({ socket, clock, limits, owner }: WireOptions) {
    this.#socket = socket;
    this.#clock = clock;
    this.#limits = limits;
    this.#owner = owner;
    this.#sentMs = this.#heardMs = this.#pingedMs = clock.nowMs();
  }

  /** Whether the far end is gone, or was sent away. */
  get isGone(): boolean {
    return this.#isGone;
  }

  /** How full the socket is. Once full, it is so until it has drained. */
  get pressure(): Pressure {
    if (this.#lag !== undefined) return 'full';
    return this.#socket.bufferedBytes > this.#limits.presenceBufferedBytes ? 'some' : 'none';
  }

  get bufferedBytes(): number {
    return this.#socket.bufferedBytes;
  }

  /** What can be told later should not be sent under pressure. */
  send(frame: Frame): void {
    if (this.#isGone) return;
    if (this.#lag !== undefined) this.#overdraw(this.#lag, frame.length);
    if (this.#isGone) return;
    if (!this.#hasSent) this.#sentMs = this.#clock.nowMs();
    this.#hasSent = true;
    this.#socket.send(frame);
    const bytes = this.#socket.bufferedBytes;
    if (this.#lag !== undefined || !this.#isFullWith(bytes)) return;
    const secondsMax = this.#limits.laggingSeconds * (1 + bytes / readBytesMin);
    this.#lag = { untilMs: this.#clock.nowMs() + secondsMax * 1000, overdraftBytes: 0 };
  }

  /** The network has taken all. */
  drained(): void {
    this.#lag = undefined;
  }

  /** Something came in, if only a sign of life. */
  heard(nowMs: number): void {
    this.#heardMs = nowMs;
  }

  /** Reads nothing until it was resumed as often as it was paused. */
  pause(): void {
    this.#pauses += 1;
    if (this.#pauses === 1) this.#socket.pause();
  }

  resume(): void {
    this.#pauses -= 1;
    if (!this.#isGone && this.#pauses === 0) this.#socket.resume();
  }

  end(reason: CloseReason): void {
    if (this.#isGone) return;
    this.#finish(reason);
    this.#socket.close(reason);
  }

  /** The far end is gone. */
  lost(): void {
    if (!this.#isGone) this.#finish(undefined);
  }

  #finish(reason: CloseReason | undefined): void {
    this.#isGone = true;
    this.#owner.onWireEnd(reason);
  }

  beat(): void {
    const silenceMs = this.#limits.silenceSeconds * 1000;
    const nowMs = this.#clock.nowMs();
    if (nowMs - this.#heardMs > silenceMs) {
      this.#socket.terminate();
      return;
    }
    if (this.#lag !== undefined && nowMs > this.#lag.untilMs) {
      this.end(exceeded('laggingSeconds'));
      return;
    }
    this.#hasSent = false;
    const sign = nowMs - this.#sentMs >= silenceMsMax ? this.#owner.keepAlive() : undefined;
    if (sign !== undefined) this.send(sign);
    // A beat sooner than half of the time: or else the ping may come so late that there is no time left to answer.
    if (nowMs - this.#pingedMs < Math.min(pingMsMax, silenceMs / 2 - beatMs)) return;
    this.#pingedMs = nowMs;
    this.#socket.ping();
  }

  /** What it was not offered yet may leave in a moment, and makes it full only where it would be much for any document. */
  #isFullWith(bytes: number): boolean {
    if (bytes <= fullBytesMin) return false;
    const { refusedBytes } = this.#socket;
    return (
      bytes > Math.max(this.#limits.bufferedBytes, fullBytesMin) ||
      (refusedBytes > fullBytesMin && refusedBytes > this.#owner.documentBytes / 2)
    );
  }

  #overdraw(lag: Lag, bytes: number): void {
    lag.overdraftBytes += bytes;
    if (lag.overdraftBytes > this.#limits.overdraftBytes) this.end(exceeded('overdraftBytes'));
  }
}
