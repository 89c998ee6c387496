/** A map of at most `entriesMax` entries, which forgets the least recently used. */
export class Recent<K, V> {
  readonly #entriesMax: number;
  /** In the order of use, the longest unused first. */
  readonly #values = new Map<K, V>();

  constructor(entriesMax: number) {
    this.#entriesMax = entriesMax;
  }

  get(key: K): V | undefined {
    const value = this.#values.get(key);
    if (value !== undefined) this.set(key, value);
    return value;
  }

  set(key: K, value: V): void {
    this.#values.delete(key);
    this.#values.set(key, value);
    if (this.#values.size > this.#entriesMax) this.#forgetOldest();
  }

  delete(key: K): void {
    this.#values.delete(key);
  }

  #forgetOldest(): void {
    for (const oldest of this.#values.keys()) {
      this.#values.delete(oldest);
      return;
    }
  }
}
