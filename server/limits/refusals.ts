/** A client that was turned away, cut off, slowed or denied a document. */
export interface Refusal {
  /** The name of a limit or of a close reason. */
  readonly reason: string;
  readonly isLimit: boolean;
  /** Where the client is, as far as the server knows. */
  readonly address: string;
}

/** How often that happened, by reason. */
export class Refusals {
  readonly #counts = new Map<string, number>();
  readonly #onRefused: (refusal: Refusal) => void;

  constructor(onRefused: (refusal: Refusal) => void = () => {}) {
    this.#onRefused = onRefused;
  }

  get counts(): ReadonlyMap<string, number> {
    return this.#counts;
  }

  count(refusal: Refusal): void {
    const { reason } = refusal;
    this.#counts.set(reason, (this.#counts.get(reason) ?? 0) + 1);
    this.#onRefused(refusal);
  }
}
