import type { ServerResponse } from 'node:http';
import { performance } from 'node:perf_hooks';
import { Latency } from '../room/latency.ts';

/** How many requests were answered, by status, and how long that took. */
export class Requests {
  readonly #counts = new Map<number, number>();
  readonly latency = new Latency();

  get counts(): ReadonlyMap<number, number> {
    return this.#counts;
  }

  /** Counts a request once its answer has left, or whoever asked has. */
  watch(response: ServerResponse): void {
    const startMs = performance.now();
    response.once('close', () => {
      this.latency.observe(performance.now() - startMs);
      this.#counts.set(response.statusCode, (this.#counts.get(response.statusCode) ?? 0) + 1);
    });
  }
}
