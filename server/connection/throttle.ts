import type { Limits } from '../limits/limits.ts';
import { TokenBucket } from '../limits/tokenBucket.ts';
import type { Clock, Timer } from '../room/clock.ts';

/** Whoever reads what is counted. */
export interface ThrottleOwner {
  /** Stops reading, so that the sender's own network makes it wait. */
  onSlow(): void;
  /** Reads on. */
  onResume(): void;
  /** It has been slowed for too long. */
  onSlowTooLong(): void;
}

type ThrottleLimits = Pick<Limits, 'secondMessages' | 'secondBytes' | 'slowedSeconds'>;

export interface ThrottleOptions {
  readonly clock: Clock;
  readonly limits: ThrottleLimits;
  readonly owner: ThrottleOwner;
}

/** How many seconds' worth may come at once. */
const burstSeconds = 10;
/** Who is slowed again within this time has not stopped. */
const relapseMs = 1000;

/** How fast a client may send: who sends faster is not read from until it has paid, and is sent away if that never ends. */
export class Throttle {
  readonly #clock: Clock;
  readonly #limits: ThrottleLimits;
  readonly #owner: ThrottleOwner;
  readonly #messages: TokenBucket;
  readonly #bytes: TokenBucket;
  #timer: Timer | undefined;
  /** When it was first slowed, of the times that follow each other. */
  #sinceMs = 0;
  #resumedMs = Number.NEGATIVE_INFINITY;

  constructor({ clock, limits, owner }: ThrottleOptions) {
    const nowMs = clock.nowMs();
    const bucket = (perSecond: number): TokenBucket =>
      new TokenBucket({ perSecond, burst: perSecond * burstSeconds, nowMs });
    this.#clock = clock;
    this.#limits = limits;
    this.#owner = owner;
    this.#messages = bucket(limits.secondMessages);
    this.#bytes = bucket(limits.secondBytes);
  }

  get isSlowed(): boolean {
    return this.#timer !== undefined;
  }

  /** A message has come. */
  take(bytes: number, nowMs: number): void {
    const waitMs = Math.max(this.#messages.take(1, nowMs), this.#bytes.take(bytes, nowMs));
    if (waitMs === 0 || this.#timer !== undefined) return;
    if (nowMs - this.#resumedMs > relapseMs) this.#sinceMs = nowMs;
    this.#owner.onSlow();
    this.#wait(waitMs, nowMs);
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #wait(waitMs: number, nowMs: number): void {
    const slowedMs = nowMs + waitMs - this.#sinceMs;
    if (slowedMs > this.#limits.slowedSeconds * 1000) this.#owner.onSlowTooLong();
    else this.#timer = this.#clock.setTimer(() => this.#look(), waitMs);
  }

  /** What had been read before it stopped may have come meanwhile. */
  #look(): void {
    const nowMs = this.#clock.nowMs();
    this.#timer = undefined;
    const waitMs = Math.max(this.#messages.take(0, nowMs), this.#bytes.take(0, nowMs));
    if (waitMs > 0) {
      this.#wait(waitMs, nowMs);
      return;
    }
    this.#resumedMs = nowMs;
    this.#owner.onResume();
  }
}
