import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks';

/** A look every 10 ms would cost a server that does nothing 1 % of a core. */
const resolutionMs = 100;
const nsPerSecond = 1e9;
/** What the histogram measures in a process that does nothing. */
const idleNs = resolutionMs * 1e6;

/** How late the process comes to what it has to do, since somebody last asked. */
export class LoopDelay {
  readonly #histogram: IntervalHistogram = monitorEventLoopDelay({ resolution: resolutionMs });

  constructor() {
    this.#histogram.enable();
  }

  /** Seconds by quantile, 1 for the longest; and begins anew. */
  read(): ReadonlyMap<number, number> {
    const delays = new Map([0.5, 0.99, 1].map((quantile) => [quantile, this.#seconds(quantile)]));
    this.#histogram.reset();
    return delays;
  }

  stop(): void {
    this.#histogram.disable();
  }

  #seconds(quantile: number): number {
    if (this.#histogram.count === 0) return 0;
    return Math.max(this.#histogram.percentile(quantile * 100) - idleNs, 0) / nsPerSecond;
  }
}
