/**
 * Randomness that follows from a seed alone. Every place that needs chance has a stream of its own, named by what it is for, so that
 * leaving out an event of a history changes as little as possible of what happens elsewhere.
 */
export class Chance {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  /** The stream named by these words: the same words give the same numbers. */
  constructor(...words: readonly (string | number)[]) {
    const text = words.join('/');
    this.#a = hash(text, 0x9e3779b9);
    this.#b = hash(text, 0x85ebca6b);
    this.#c = hash(text, 0xc2b2ae35);
    for (let round = 0; round < 12; round++) this.next();
  }

  /** From 0 to below 1: sfc32 (C. Doty-Humphrey, PractRand). */
  next(): number {
    const sum = (this.#a + this.#b + this.#counter++) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 2 ** 32;
  }

  /** A whole number from 0 to below `end`. */
  below(end: number): number {
    return Math.floor(this.next() * end);
  }

  /** A whole number from `first` to `last`, both included. */
  between(first: number, last: number): number {
    return first + this.below(last - first + 1);
  }

  happens(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(choices: readonly T[]): T {
    if (choices.length === 0) throw new Error('There is nothing to pick from.');
    return choices[this.below(choices.length)] as T;
  }

  /** Picks with a probability in proportion to the weight. */
  pickWeighted<T>(choices: readonly { readonly choice: T; readonly weight: number }[]): T {
    let left = this.next() * choices.reduce((sum, { weight }) => sum + weight, 0);
    for (const { choice, weight } of choices) {
      left -= weight;
      if (left < 0) return choice;
    }
    return this.pick(choices).choice;
  }
}

/** FNV-1a over UTF-16 units, with a salt. */
function hash(text: string, salt: number): number {
  let value = 0x811c9dc5 ^ salt;
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  return value | 0;
}
