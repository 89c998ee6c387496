import { type Place, sharedName } from './records.ts';

export interface SuccessionOptions {
  readonly place: Place;
  /** This session's own. */
  readonly client: number;
  readonly locks: LockManager | undefined;
  /** This session stands in for another, which has ended. */
  onInherit(client: number): void;
}

/**
 * The sessions of one document and person on this device, each by the client that it types as. When one has ended, another stands in
 * for it and puts back what others delete of its typing: only one, because each client is a Web Lock, which its session holds while it
 * lives, and then its heir. Without locks nobody can know that a session has ended, and nobody inherits.
 */
export class Succession {
  readonly #options: SuccessionOptions;
  readonly #inherited = new Set<number>();
  readonly #asked = new Set<number>();
  readonly #left = new AbortController();

  constructor(options: SuccessionOptions) {
    this.#options = options;
    this.#asked.add(options.client);
    this.#await(options.client, () => {});
  }

  /** Whether it stands in for all of these. */
  has(clients: readonly number[]): boolean {
    return clients.every((client) => client === this.#options.client || this.#inherited.has(client));
  }

  /** Stands in for those of these that have ended; resolves when it does. It will for the others, when they end. */
  async claim(clients: readonly number[]): Promise<void> {
    const news = clients.filter((client) => !this.#asked.has(client));
    for (const client of news) this.#asked.add(client);
    await Promise.all(news.map((client) => this.#claim(client)));
  }

  /** This session has ended. */
  leave(): void {
    this.#left.abort();
  }

  async #claim(client: number): Promise<void> {
    const { locks } = this.#options;
    if (!locks) return;
    const isEnded = await new Promise<boolean>((resolve) => {
      const answer = (lock: Lock | null): Promise<void> => {
        if (lock) this.#inherit(client);
        resolve(lock !== null);
        return lock ? this.#whenLeft() : Promise.resolve();
      };
      locks.request(this.#nameOf(client), { ifAvailable: true }, answer).catch(() => resolve(true));
    });
    if (!isEnded) this.#await(client, () => this.#inherit(client));
  }

  /** Holds the lock of a client as soon as nobody does. */
  #await(client: number, onHeld: () => void): void {
    const { signal } = this.#left;
    const hold = (): Promise<void> => {
      onHeld();
      return this.#whenLeft();
    };
    this.#options.locks?.request(this.#nameOf(client), { signal }, hold).catch(() => {}); // It was left before.
  }

  #inherit(client: number): void {
    if (this.#left.signal.aborted) return;
    this.#inherited.add(client);
    this.#options.onInherit(client);
  }

  #nameOf(client: number): string {
    return `${sharedName(this.#options.place)}:${client}`;
  }

  #whenLeft(): Promise<void> {
    const { signal } = this.#left;
    return new Promise((resolve) => {
      if (signal.aborted) resolve();
      signal.addEventListener('abort', () => resolve());
    });
  }
}
