export interface Pace {
  /** While batches are frequent, one may begin every so many milliseconds; 0 lets each begin at once. */
  readonly intervalMs: number;
  /** So many batches may begin at once after a quiet time. */
  readonly burst: number;
}

/**
 * Says when the next batch may begin. A batch costs the same whatever its size, so when they would be many it is worth waiting until
 * there is more for one; and it is not when they are few, since somebody waits to be told that an edit is saved.
 *
 * Counts as a leaky bucket does (the generic cell rate algorithm of ITU-T I.371): each batch puts off by one interval the time at
 * which the bucket is empty again, and a batch may begin when it is not fuller than the burst.
 */
export class Pacer {
  readonly #pace: Pace;
  /** When the bucket is empty. */
  #emptyMs = 0;

  constructor(pace: Pace) {
    this.#pace = pace;
  }

  /** How long the next batch should wait: never longer than the interval, even if the clock was put back. */
  delayMs(nowMs: number): number {
    const { intervalMs, burst } = this.#pace;
    return Math.min(intervalMs, Math.max(0, this.#emptyMs - (burst - 1) * intervalMs - nowMs));
  }

  /** A batch has begun. */
  begin(nowMs: number): void {
    const { intervalMs, burst } = this.#pace;
    this.#emptyMs = Math.min(Math.max(this.#emptyMs, nowMs), nowMs + (burst - 1) * intervalMs) + intervalMs;
  }
}
