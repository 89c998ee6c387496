export interface TokenBucketOptions {
  readonly perSecond: number;
  /** How much may be taken at once by who has waited long enough. */
  readonly burst: number;
  readonly nowMs: number;
}

/**
 * A rate with room for bursts. More may be taken than there is, since what has been received can't be sent back: that is a debt, and
 * who has one waits until it is paid. Source: the token bucket of RFC 2697, with debts.
 */
export class TokenBucket {
  readonly #perSecond: number;
  readonly #burst: number;
  #tokens: number;
  #filledMs: number;

  constructor({ perSecond, burst, nowMs }: TokenBucketOptions) {
    this.#perSecond = perSecond;
    this.#burst = burst;
    this.#tokens = burst;
    this.#filledMs = nowMs;
  }

  /** @returns for how many milliseconds to wait before taking more; 0 as long as there is any. */
  take(amount: number, nowMs: number): number {
    // A clock that was set back gives nothing.
    const passedMs = Math.max(nowMs - this.#filledMs, 0);
    this.#tokens = Math.min(this.#burst, this.#tokens + (passedMs / 1000) * this.#perSecond) - amount;
    this.#filledMs = nowMs;
    return this.#tokens >= 0 ? 0 : (-this.#tokens / this.#perSecond) * 1000;
  }
}
