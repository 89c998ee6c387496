/**
 * Counts the updates of one member: which were taken, and up to which all are on disk. Updates settle in order but
 * for those that are held back because something before them is missing.
 */
export class Ledger {
  #received = 0;
  #settled = 0;
  /** Made when it is needed: few ever have something held back. */
  #held: Set<number> | undefined;

  /** @returns the number of the update that has just come in: 1, 2, 3, … */
  receive(): number {
    this.#received += 1;
    return this.#received;
  }

  hold(index: number): void {
    this.#held ??= new Set();
    this.#held.add(index);
  }

  get heldCount(): number {
    return this.#held?.size ?? 0;
  }

  /** The update `index` is on disk, and so are all before it that are not held back. */
  settle(index: number): void {
    this.#held?.delete(index);
    this.#settled = Math.max(this.#settled, index);
  }

  /** How many are on disk without a gap before them. */
  get saved(): number {
    let saved = this.#settled;
    for (const index of this.#held ?? []) saved = Math.min(saved, index - 1);
    return saved;
  }
}
