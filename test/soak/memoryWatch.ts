import type { Findings } from './findings.ts';
import type { Gauge, Resident } from './gauge.ts';
import { rest } from './rest.ts';
import { type Point, type Trend, trendOf } from './trend.ts';

/** How far the line through what was seen may rise, over the time that is measured, as a share of the median. */
export const riseShareMax = { resident: 0.1, held: 0.05 } as const;
const residentEveryMs = 5_000;
/** Collecting stops the server for some hundredth of a second. */
const heldEveryMs = 20_000;

export interface MemoryTrends {
  readonly resident: Trend;
  /** Of that, what no file holds. */
  readonly anonymous: Trend;
  /** Objects and buffers after a full collection. */
  readonly held: Trend;
}

/** Looks at a server's memory from time to time. */
export class MemoryWatch {
  readonly #gauge: Gauge;
  readonly #findings: Findings;
  readonly #resident: Resident[] = [];
  readonly #held: Point[] = [];

  constructor(gauge: Gauge, findings: Findings) {
    this.#gauge = gauge;
    this.#findings = findings;
  }

  get resident(): readonly Resident[] {
    return this.#resident;
  }

  get held(): readonly Point[] {
    return this.#held;
  }

  /** Until the signal. @param onLook called after each look */
  async run(signal: AbortSignal, onLook: () => void): Promise<void> {
    await Promise.all([this.#watchResident(signal, onLook), this.#watchHeld(signal)]);
  }

  /** Of what was seen from so many seconds on. */
  trendsFrom(fromSeconds: number): MemoryTrends {
    const of = (points: readonly Point[]) => trendOf(points.filter(({ seconds }) => seconds >= fromSeconds));
    const resident = this.#resident.map(({ seconds, bytes }) => ({ seconds, value: bytes }));
    const anonymous = this.#resident.map(({ seconds, anonymousBytes }) => ({
      seconds,
      value: anonymousBytes,
    }));
    return { resident: of(resident), anonymous: of(anonymous), held: of(this.#held) };
  }

  /** Finds what is not flat. */
  judge(trends: MemoryTrends): void {
    for (const name of ['resident', 'held'] as const) {
      const { rise, median } = trends[name];
      if (rise > median * riseShareMax[name])
        this.#findings.add(`The ${name} bytes rose by ${Math.round(rise)}, of ${Math.round(median)}.`);
    }
  }

  async #watchResident(signal: AbortSignal, onLook: () => void): Promise<void> {
    while (!signal.aborted) {
      this.#resident.push(this.#gauge.resident());
      onLook();
      await rest(residentEveryMs, signal);
    }
  }

  async #watchHeld(signal: AbortSignal): Promise<void> {
    await rest(heldEveryMs, signal);
    while (!signal.aborted) {
      await this.#findings.attempt(async () => {
        const { heldBytes } = await this.#gauge.holdings();
        this.#held.push({ seconds: this.#gauge.seconds, value: heldBytes });
      });
      await rest(heldEveryMs, signal);
    }
  }
}
