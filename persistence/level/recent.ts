/** A map of at most `entriesMax` entries, which forgets the one that was set the longest ago. */
export class Recent<K, V> {
  readonly #entriesMax: number;
  /** In the order in which they were set. */
  readonly #values = new Map<K, V>();

  constructor(entriesMax: number) {
    this.#entriesMax = entriesMax;
  }

  get(key: K): V | undefined {
    return this.#values.get(key);
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
