/**
 * Counts the updates of one member: which were taken, and up to which all are on disk. Updates settle in order but
 * for those that are held back because something before them is missing, and those that were refused.
 */
export class Ledger {
  #received = 0;
  #settled = 0;
  /** Made when it is needed: few ever have something held back. */
  #held: Set<number> | undefined;
  /** Of those that were refused since the last answer: a reader may send any number of them. */
  #refused: { readonly first: number; readonly last: number } | undefined;

  /** @returns the number of the update that has just come in: 1, 2, 3, … */
  receive(): number {
    this.#received += 1;
    return this.#received;
  }

  hold(index: number): void {
    this.#held ??= new Set();
    this.#held.add(index);
  }

  /** The update `index` is not taken: what comes after it does not count as saved either, until it has come again. */
  refuse(index: number): void {
    this.#held?.delete(index);
    const { first, last } = this.#refused ?? { first: index, last: index };
    this.#refused = { first: Math.min(first, index), last: Math.max(last, index) };
  }

  /** The update `index` is on disk, and so are all before it that are neither held back nor refused. */
  settle(index: number): void {
    this.#held?.delete(index);
    this.#settled = Math.max(this.#settled, index);
  }

  /** The same of an answer to a question: it had all that its member has, and so what was refused before. */
  settleAnswer(index: number): void {
    this.settle(index);
    if (this.#refused !== undefined && this.#refused.last < index) this.#refused = undefined;
  }

  /** How many are on disk without a gap before them. */
  get saved(): number {
    let saved = Math.min(this.#settled, (this.#refused?.first ?? Number.POSITIVE_INFINITY) - 1);
    for (const index of this.#held ?? []) saved = Math.min(saved, index - 1);
    return saved;
  }
}
