import { mergeUpdates } from 'yjs';
import type { Author } from './author.ts';

/**
 * What the server is to the authors: a log of updates, in one order for all, passed on as the bytes that came. Who was
 * away gets what they missed as one merged update.
 */
export class Relay {
  readonly #log: { readonly from: Author; readonly update: Uint8Array }[] = [];
  readonly #seen = new Map<Author, number>();

  /** Sends the oldest `count` of what `author` has not sent. */
  push(author: Author, count: number): void {
    for (const update of author.outbox.splice(0, count)) this.#log.push({ from: author, update });
  }

  /** Gives `author` up to `count` of what they haven't got, one by one or merged. */
  pull(author: Author, count: number, { merged }: { readonly merged: boolean }): void {
    const from = this.#seen.get(author) ?? 0;
    const to = Math.min(this.#log.length, from + count);
    this.#seen.set(author, to);
    const updates = this.#log
      .slice(from, to)
      .filter((entry) => entry.from !== author)
      .map(({ update }) => update);
    if (updates.length === 0) return;
    for (const update of merged ? [mergeUpdates(updates)] : updates) author.receive(update);
  }

  /** All that was sent so far, as one update. */
  whole(author: Author): Uint8Array {
    this.#seen.set(author, this.#log.length);
    return mergeUpdates(this.#log.map(({ update }) => update));
  }

  /** `heir` goes on where `author` has ended. */
  succeed(author: Author, heir: Author): void {
    this.#seen.set(heir, this.#seen.get(author) ?? 0);
    heir.outbox.push(...author.outbox.splice(0));
  }

  waitsFor(author: Author): boolean {
    return author.outbox.length > 0 || (this.#seen.get(author) ?? 0) < this.#log.length;
  }
}
