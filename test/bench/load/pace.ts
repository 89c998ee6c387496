import { setTimeout as pause } from 'node:timers/promises';
import { Histogram } from './histogram.ts';

/** Between two looks at the clock: this is the pace of the typing, not a wait for something to happen. */
const pauseMs = 2;
/** Between two looks whether something has come true. */
const lookMs = 20;

/** Does something so many times a second, evenly, whether or not anybody keeps up. */
export class Pace {
  readonly #perSecond: number;
  readonly #act: (index: number) => void;
  readonly #startMs = performance.now();
  readonly #late = new Histogram();
  #done = 0;

  constructor(perSecond: number, act: (index: number) => void) {
    this.#perSecond = perSecond;
    this.#act = act;
  }

  /** Goes on until so many seconds after the start. */
  async until(seconds: number): Promise<void> {
    const last = Math.round(seconds * this.#perSecond);
    while (this.#done < last) {
      this.#catchUp(Math.min(last, this.#dueCount()));
      if (this.#done < last) await pause(pauseMs);
    }
  }

  /** How much later than planned the slowest hundredth was done. */
  get lateP99Ms(): number {
    return this.#late.quantileMs(0.99);
  }

  #dueCount(): number {
    return Math.floor(((performance.now() - this.#startMs) / 1000) * this.#perSecond);
  }

  #catchUp(due: number): void {
    const nowMs = performance.now() - this.#startMs;
    for (; this.#done < due; this.#done += 1) {
      this.#late.add(nowMs - (this.#done / this.#perSecond) * 1000);
      this.#act(this.#done);
    }
  }
}

/** @returns whether it came true before the limit. */
export async function becomes(isTrue: () => boolean, limitMs = 60_000): Promise<boolean> {
  const endMs = performance.now() + limitMs;
  while (performance.now() < endMs) {
    if (isTrue()) return true;
    await pause(lookMs);
  }
  return false;
}
