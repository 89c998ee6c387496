interface Waiter {
  /** The number of the update that must be saved; undefined while it is not sent yet. */
  target: number | undefined;
  readonly resolve: () => void;
  readonly reject: (reason: Error) => void;
}

/**
 * Counts what was sent over one socket after the other, and what the server has on its disk. The first update of each
 * socket is the answer to the server's first question: it holds all that the server lacks, so it takes over what is open
 * from the socket before.
 */
export class SavedCount {
  #sent = 0;
  #saved = 0;
  /** Edits that no answer or update has carried yet. */
  #unsent = 0;
  /** Whether the server's question was answered over this socket. */
  #isAnswered = false;
  #waiters: readonly Waiter[] = [];

  /** How many updates are not known to be on the server's disk. */
  get unsaved(): number {
    return this.#unsent + this.#sent - this.#saved;
  }

  /** How many edits no answer or update has carried over the socket that there is. */
  get unsent(): number {
    return this.#unsent;
  }

  get isAnswered(): boolean {
    return this.#isAnswered;
  }

  /** Something was typed that can't be sent now. */
  keep(): void {
    this.#unsent += 1;
  }

  /** An update was sent. */
  send(): void {
    this.#sent += 1;
  }

  /** The answer was sent, with all that was kept. */
  answer(): void {
    this.#isAnswered = true;
    this.#unsent = 0;
    this.#sent += 1;
    for (const waiter of this.#waiters) waiter.target ??= this.#sent;
  }

  /** The server has the first `count` updates of this socket on its disk. */
  save(count: number): void {
    this.#saved = Math.min(Math.max(this.#saved, count), this.#sent);
    const saved = this.#saved;
    const isDue = ({ target }: Waiter): boolean => target !== undefined && target <= saved;
    const due = this.#waiters.filter(isDue);
    this.#waiters = this.#waiters.filter((waiter) => !isDue(waiter));
    for (const { resolve } of due) resolve();
  }

  /** The socket is gone: what was not saved is for the next one's answer. */
  lose(): void {
    this.#unsent = this.unsaved;
    this.#sent = 0;
    this.#saved = 0;
    this.#isAnswered = false;
    for (const waiter of this.#waiters) waiter.target = undefined;
  }

  /** Nothing will be sent any more: who waits hears why. */
  abandon(reason: Error): void {
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const { reject } of waiters) reject(reason);
  }

  /** Resolves when all that was typed before the call is on the server's disk. @throws the reason of `signal` */
  async whenSaved(signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted();
    if (this.unsaved === 0) return;
    const settled = new AbortController();
    const saved = new Promise<void>((resolve, reject) => {
      const waiter: Waiter = { target: this.#isAnswered ? this.#sent : undefined, resolve, reject };
      this.#waiters = [...this.#waiters, waiter];
      const giveUp = (): void => {
        this.#waiters = this.#waiters.filter((other) => other !== waiter);
        reject(signal?.reason as Error);
      };
      signal?.addEventListener('abort', giveUp, { signal: settled.signal });
    });
    await saved.finally(() => settled.abort());
  }
}
