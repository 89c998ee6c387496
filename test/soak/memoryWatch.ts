import type { Findings } from './findings.ts';
import type { Gauge, Resident } from './gauge.ts';
import { rest } from './rest.ts';
import type { Point } from './trend.ts';

const residentEveryMs = 5_000;
/** Collecting stops the server for some hundredth of a second. */
const heldEveryMs = 20_000;

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
        this.#held.push({ seconds: this.#gauge.seconds, value: await this.#gauge.heldBytes() });
      });
      await rest(heldEveryMs, signal);
    }
  }
}
