interface Waiting {
  readonly isMet: () => boolean;
  readonly resolve: () => void;
  readonly reject: (reason: Error) => void;
}

/** Lets somebody wait for a fact about something that says when it changed. */
export class Condition {
  #waiting: readonly Waiting[] = [];
  #failure: Error | undefined;

  /** @returns at once if it is so already. */
  async until(isMet: () => boolean): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    if (isMet()) return;
    await new Promise<void>((resolve, reject) => {
      this.#waiting = [...this.#waiting, { isMet, resolve, reject }];
    });
  }

  /** To be called after each change. */
  check(): void {
    if (this.#waiting.length === 0) return;
    const met = this.#waiting.filter(({ isMet }) => isMet());
    this.#waiting = this.#waiting.filter((each) => !met.includes(each));
    for (const { resolve } of met) resolve();
  }

  /** Nobody waits for it in vain, now or later. */
  fail(reason: Error): void {
    this.#failure = reason;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const { reject } of waiting) reject(reason);
  }
}
