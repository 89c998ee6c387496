/** Whole numbers as ranges that neither touch nor overlap, in order. */
export class Ranges {
  /** Where each begins, and behind it where it ends: [2, 5, 9, 10] are 2, 3, 4 and 9. */
  readonly #bounds: number[] = [];

  /** Adds the numbers from `start` to before `end`. */
  add(start: number, end: number): void {
    const from = this.#boundsBefore(start);
    const to = this.#boundsBefore(end + 1);
    // An odd number of bounds before a number means that it is in a range, or at its end.
    const added = [...(from % 2 === 0 ? [start] : []), ...(to % 2 === 0 ? [end] : [])];
    this.#bounds.splice(from, to - from, ...added);
  }

  /** Whether it has all numbers from `start` to before `end`. */
  has(start: number, end: number): boolean {
    if (start >= end) return true;
    const at = this.#boundsBefore(start + 1);
    return at % 2 === 1 && end <= (this.#bounds[at] ?? 0);
  }

  /** How many bounds are less than this. */
  #boundsBefore(number: number): number {
    let low = 0;
    let high = this.#bounds.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#bounds[middle] ?? 0) < number) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
