import type { Clock } from '../collab/clock.ts';

interface Task {
  readonly atMs: number;
  readonly run: () => void;
}

/** Time that passes when the test says so. */
export class FakeClock implements Clock {
  #nowMs = 1_000_000;
  readonly #tasks = new Set<Task>();

  nowMs(): number {
    return this.#nowMs;
  }

  after(delayMs: number, run: () => void): () => void {
    const task = { atMs: this.#nowMs + delayMs, run };
    this.#tasks.add(task);
    return () => this.#tasks.delete(task);
  }

  /** How many timers wait. */
  get waiting(): number {
    return this.#tasks.size;
  }

  /** Lets time pass, each task in its turn. */
  pass(ms: number): void {
    const untilMs = this.#nowMs + ms;
    for (let next = this.#next(untilMs); next; next = this.#next(untilMs)) {
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      this.#tasks.delete(next);
      next.run();
    }
    this.#nowMs = untilMs;
  }

  /** The computer sleeps: time passes, and nothing happens before it wakes. */
  sleep(ms: number): void {
    this.#nowMs += ms;
  }

  #next(untilMs: number): Task | undefined {
    return [...this.#tasks].filter(({ atMs }) => atMs <= untilMs).sort((a, b) => a.atMs - b.atMs)[0];
  }
}

/** Ends when all has happened that follows from what was done: promises come before the next turn of the event loop. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
