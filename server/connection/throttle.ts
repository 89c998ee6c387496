import type { Limits } from '../limits/limits.ts';
import { TokenBucket } from '../limits/tokenBucket.ts';
import type { Clock, Timer } from '../room/clock.ts';

export interface ThrottleOptions {
  readonly clock: Clock;
  readonly limits: Pick<Limits, 'secondMessages' | 'secondBytes' | 'slowedSeconds'>;
  /** Stops reading, so that the sender's own network makes it wait. */
  readonly onSlow: () => void;
  /** Reads on. */
  readonly onResume: () => void;
  /** It has been slowed for too long. */
  readonly onTooLong: () => void;
}

/** How many seconds' worth may come at once. */
const burstSeconds = 10;
/** Who is slowed again within this time has not stopped. */
const relapseMs = 1000;

/** How fast a client may send: who sends faster is not read from until it has paid, and is sent away if that never ends. */
export class Throttle {
  readonly #options: ThrottleOptions;
  readonly #messages: TokenBucket;
  readonly #bytes: TokenBucket;
  #timer: Timer | undefined;
  /** When it was first slowed, of the times that follow each other. */
  #sinceMs = 0;
  #resumedMs = Number.NEGATIVE_INFINITY;

  constructor(options: ThrottleOptions) {
    const { clock, limits } = options;
    const nowMs = clock.nowMs();
    const bucket = (perSecond: number): TokenBucket =>
      new TokenBucket({ perSecond, burst: perSecond * burstSeconds, nowMs });
    this.#options = options;
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
    this.#options.onSlow();
    this.#wait(waitMs, nowMs);
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #wait(waitMs: number, nowMs: number): void {
    const { clock, limits, onTooLong } = this.#options;
    const slowedMs = nowMs + waitMs - this.#sinceMs;
    if (slowedMs > limits.slowedSeconds * 1000) onTooLong();
    else this.#timer = clock.setTimer(() => this.#look(), waitMs);
  }

  /** What had been read before it stopped may have come meanwhile. */
  #look(): void {
    const nowMs = this.#options.clock.nowMs();
    this.#timer = undefined;
    const waitMs = Math.max(this.#messages.take(0, nowMs), this.#bytes.take(0, nowMs));
    if (waitMs > 0) {
      this.#wait(waitMs, nowMs);
      return;
    }
    this.#resumedMs = nowMs;
    this.#options.onResume();
  }
}
