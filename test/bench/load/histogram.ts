const stepMs = 0.1;
const stepCount = 100_000;

/** Durations in steps of 0.1 ms, up to 10 s; what is longer counts as that. */
export class Histogram {
  readonly #counts = new Uint32Array(stepCount + 1);
  #total = 0;

  add(durationMs: number): void {
    const step = Math.min(Math.max(Math.floor(durationMs / stepMs), 0), stepCount);
    this.#counts[step] = (this.#counts[step] ?? 0) + 1;
    this.#total += 1;
  }

  /** @param share 0.5 for the median. @returns milliseconds, rounded up to a step. */
  quantileMs(share: number): number {
    let left = Math.ceil(this.#total * share);
    for (const [step, count] of this.#counts.entries()) {
      left -= count;
      if (left <= 0) return Math.round((step + 1) * stepMs * 10) / 10;
    }
    return stepCount * stepMs;
  }
}
