import type { StateVector } from '../document/stateVector.ts';

/**
 * What a member whose socket is full is to be told when it has drained: not the messages, but from where on it misses something. So
 * it costs a few numbers, however long the member does not read.
 */
export class Arrears {
  /** Of each client that it misses something of, the lowest clock of that. */
  readonly #starts = new Map<number, number>();
  #question: StateVector | undefined;
  #isBehind = false;
  #parcel = Number.POSITIVE_INFINITY;
  #settled = 0;
  #presenceMark: number | undefined;

  /** Whether it misses updates, be they deletions only, or an answer. */
  get isBehind(): boolean {
    return this.#isBehind;
  }

  /** The vector of its SyncStep1, where that came meanwhile. */
  get question(): StateVector | undefined {
    return this.#question;
  }

  /** The first parcel that it misses, as they are counted; none is `Infinity`. */
  get parcel(): number {
    return this.#parcel;
  }

  /** Of how many of its updates it was not told that they are on disk. */
  get settled(): number {
    return this.#settled;
  }

  /** After which of all that is told of presence it misses something; undefined when it doesn't. */
  get presenceMark(): number | undefined {
    return this.#presenceMark;
  }

  /** Where it begins to miss something of this client; undefined when it doesn't. */
  startOf(client: number): number | undefined {
    const start = this.#starts.get(client);
    if (this.#question === undefined) return start;
    return Math.min(this.#question.get(client) ?? 0, start ?? Number.POSITIVE_INFINITY);
  }

  /** It is not given a parcel with news from these clocks on. */
  miss(parcel: number, starts: StateVector): void {
    this.#parcel = Math.min(this.#parcel, parcel);
    this.#lower(starts);
  }

  /** It is not given the echo of what it wrote from these clocks on. */
  missEcho(starts: StateVector): void {
    this.#lower(starts);
  }

  /** It is not answered; of several questions the last one counts. */
  ask(vector: StateVector): void {
    this.#question = vector;
    this.#isBehind = true;
  }

  /** It is not told that so many of its updates are on disk. */
  owe(settled: number): void {
    this.#settled += settled;
  }

  /** @param mark up to where it was told of presence */
  missPresence(mark: number): void {
    this.#presenceMark = Math.min(this.#presenceMark ?? mark, mark);
  }

  #lower(starts: StateVector): void {
    this.#isBehind = true;
    for (const [client, start] of starts)
      this.#starts.set(client, Math.min(this.#starts.get(client) ?? start, start));
  }
}
