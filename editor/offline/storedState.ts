import * as Y from 'yjs';
import { Ranges } from './ranges.ts';

/**
 * What of a document the device's storage has: how far of each client, and what of it is deleted. So two tabs that hear the same
 * from the server don't both write it, and opening a document again writes nothing.
 */
export class StoredState {
  readonly #clocks = new Map<number, number>();
  readonly #deleted = new Map<number, Ranges>();

  /** The update is in the storage, and all that it builds on. */
  add(update: Uint8Array): void {
    for (const [client, clock] of Y.parseUpdateMeta(update).to)
      this.#clocks.set(client, Math.max(clock, this.#clockOf(client)));
    for (const [client, items] of Y.decodeUpdate(update).ds.clients) {
      const ranges = this.#deleted.get(client) ?? new Ranges();
      this.#deleted.set(client, ranges);
      for (const { clock, len } of items) ranges.add(clock, clock + len);
    }
  }

  /** @returns the update without the insertions that are stored; undefined where everything is */
  newsOf(update: Uint8Array): Uint8Array | undefined {
    const { from, to } = Y.parseUpdateMeta(update);
    const isInserted = [...to].every(([client, clock]) => clock <= this.#clockOf(client));
    if (isInserted && this.#hasDeletionsOf(update)) return undefined;
    const isAllNew = [...from].every(([client, clock]) => clock >= this.#clockOf(client));
    return isAllNew ? update : Y.diffUpdate(update, Y.encodeStateVector(this.#clocks));
  }

  #hasDeletionsOf(update: Uint8Array): boolean {
    return [...Y.decodeUpdate(update).ds.clients].every(([client, items]) =>
      items.every(({ clock, len }) => this.#deleted.get(client)?.has(clock, clock + len) === true),
    );
  }

  #clockOf(client: number): number {
    return this.#clocks.get(client) ?? 0;
  }
}
