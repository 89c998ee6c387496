/** Lets so many through at a time, and so many more wait. */
export class Turnstile {
  readonly #atOnceMax: number;
  readonly #waitingMax: number;
  #inside = 0;
  readonly #waiting: (() => void)[] = [];

  constructor({ atOnceMax, waitingMax }: { readonly atOnceMax: number; readonly waitingMax: number }) {
    this.#atOnceMax = atOnceMax;
    this.#waitingMax = waitingMax;
  }

  /** @throws Error when too many wait */
  async pass<T>(action: () => Promise<T>): Promise<T> {
    await this.#enter();
    try {
      return await action();
    } finally {
      this.#leave();
    }
  }

  async #enter(): Promise<void> {
    if (this.#inside < this.#atOnceMax) {
      this.#inside += 1;
      return;
    }
    if (this.#waiting.length >= this.#waitingMax)
      throw new Error(`${this.#waiting.length} questions about access wait already`);
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  /** Who waits takes the place of who leaves. */
  #leave(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#inside -= 1;
    else next();
  }
}
