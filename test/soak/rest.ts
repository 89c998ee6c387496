import { setTimeout as delay } from 'node:timers/promises';

/** So much time passes in somebody's life, or less when it is to end. */
export async function rest(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => {});
}

/** So much time in one place, or less when all is to end. */
export class Stay {
  readonly #endMs: number;
  readonly #signal: AbortSignal;

  constructor(ms: number, signal: AbortSignal) {
    this.#endMs = performance.now() + ms;
    this.#signal = signal;
  }

  get isOver(): boolean {
    return this.#signal.aborted || performance.now() >= this.#endMs;
  }

  async rest(ms: number): Promise<void> {
    await rest(Math.max(0, Math.min(ms, this.#endMs - performance.now())), this.#signal);
  }
}
