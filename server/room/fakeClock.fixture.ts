import type { Clock, Timer } from './clock.ts';

/** Time that stands still until a test moves it on. */
export class FakeClock implements Clock {
  #nowMs = 1_000_000;
  #timers: { readonly dueMs: number; readonly action: () => void }[] = [];

  nowMs(): number {
    return this.#nowMs;
  }

  setTimer(action: () => void, delayMs: number): Timer {
    const timer = { dueMs: this.#nowMs + delayMs, action };
    this.#timers.push(timer);
    return { cancel: () => this.#drop(timer) };
  }

  /** How many timers are set. */
  get pending(): number {
    return this.#timers.length;
  }

  /** Lets time pass, firing what is due in its order, and then lets promises settle. */
  async pass(ms: number): Promise<void> {
    const endMs = this.#nowMs + ms;
    for (let next = this.#next(endMs); next !== undefined; next = this.#next(endMs)) {
      this.#drop(next);
      this.#nowMs = next.dueMs;
      next.action();
      await settle();
    }
    this.#nowMs = endMs;
    await settle();
  }

  #next(endMs: number) {
    return this.#timers.filter(({ dueMs }) => dueMs <= endMs).sort((a, b) => a.dueMs - b.dueMs)[0];
  }

  #drop(timer: { readonly dueMs: number }): void {
    this.#timers = this.#timers.filter((other) => other !== timer);
  }
}

/** Lets all promises that can settle do so. */
export async function settle(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  await new Promise((resolve) => setImmediate(resolve));
}
