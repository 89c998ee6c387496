export interface ReceiptsOptions {
  /** Resolves when all that the document holds now is on the server's disk. */
  whenSaved(): Promise<void>;
  markSaved(ids: readonly number[]): Promise<void>;
}

/** The kept updates of which the server has not said yet that it has them, and that this tab's document holds. */
export class Receipts {
  readonly #options: ReceiptsOptions;
  readonly #ids = new Set<number>();
  #isAsking = false;

  constructor(options: ReceiptsOptions) {
    this.#options = options;
  }

  has(id: number): boolean {
    return this.#ids.has(id);
  }

  get isEmpty(): boolean {
    return this.#ids.size === 0;
  }

  add(ids: readonly number[]): void {
    for (const id of ids) this.#ids.add(id);
    if (!this.#isAsking) void this.#ask();
  }

  /** As long as there are any. What can't be marked now is asked about when the next comes, or the document is opened again. */
  async #ask(): Promise<void> {
    this.#isAsking = true;
    try {
      while (this.#ids.size > 0) {
        const asked = [...this.#ids];
        await this.#options.whenSaved();
        await this.#options.markSaved(asked);
        for (const id of asked) this.#ids.delete(id);
      }
    } catch {
      // The server has refused the document, or the storage failed: both are shown, and what isn't marked is only sent again.
    } finally {
      this.#isAsking = false;
    }
  }
}
