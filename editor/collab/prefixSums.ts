/**
 * How far into a row of sizes each of them begins, in time that grows with the logarithm of the row: a Fenwick tree
 * (Peter Fenwick, 1994). Sizes change by `add`; another number of them is another tree.
 */
export class PrefixSums {
  /** Entry `i`, counted from one, holds the sum of the `i & -i` sizes that end at the `i`th. */
  readonly #tree: number[];

  constructor(sizes: readonly number[]) {
    const tree = [0, ...sizes];
    for (let at = 1; at < tree.length; at += 1) {
      const parent = at + lowestBit(at);
      if (parent < tree.length) tree[parent] = sumOf(tree, parent) + sumOf(tree, at);
    }
    this.#tree = tree;
  }

  /** The sum of the sizes before the `index`th, counted from zero. */
  before(index: number): number {
    let sum = 0;
    for (let at = index; at > 0; at -= lowestBit(at)) sum += sumOf(this.#tree, at);
    return sum;
  }

  add(index: number, change: number): void {
    for (let at = index + 1; at < this.#tree.length; at += lowestBit(at))
      this.#tree[at] = sumOf(this.#tree, at) + change;
  }

  /** The last index at or before which `offset` of the sum lies: past sizes of zero, and the count when it is the sum. */
  find(offset: number): number {
    let at = 0;
    let left = offset;
    for (let step = 2 ** Math.floor(Math.log2(this.#tree.length)); step >= 1; step /= 2) {
      const sum = this.#tree[at + step];
      if (sum === undefined || sum > left) continue;
      at += step;
      left -= sum;
    }
    return at;
  }
}

function lowestBit(value: number): number {
  return value & -value;
}

function sumOf(tree: readonly number[], at: number): number {
  return tree[at] ?? 0;
}
