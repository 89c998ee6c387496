import type { Clock } from './clock.ts';

/** A clock that goes on only when a test moves it. */
export class HeldClock implements Clock {
  #nowMs: number;
  #waiting: { readonly dueMs: number; readonly wake: () => void }[] = [];

  constructor(nowMs = 1_000_000) {
    this.#nowMs = nowMs;
  }

  /** How many wait for a time to come. */
  get waiting(): number {
    return this.#waiting.length;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  wait(delayMs: number, { signal }: { readonly signal: AbortSignal }): Promise<void> {
    return new Promise((resolve) => {
      if (signal.aborted) resolve();
      const waiting = { dueMs: this.#nowMs + delayMs, wake: resolve };
      this.#waiting.push(waiting);
      signal.addEventListener('abort', () => {
        this.#waiting = this.#waiting.filter((each) => each !== waiting);
        resolve();
      });
    });
  }

  /** Lets so much time pass, and wakes whoever waited for it. */
  advance(ms: number): void {
    this.#nowMs += ms;
    const due = this.#waiting.filter(({ dueMs }) => dueMs <= this.#nowMs);
    this.#waiting = this.#waiting.filter(({ dueMs }) => dueMs > this.#nowMs);
    for (const { wake } of due) wake();
  }
}
