import { DeviceError } from './deviceError.ts';
import type { DeviceStore, Entry, KeptCopy } from './deviceStore.ts';
import type { Receipts } from './receipts.ts';
import type { DocumentFacts, Place } from './records.ts';
import { StoredState } from './storedState.ts';

export interface DocumentFileOptions {
  readonly place: Place;
  readonly store: DeviceStore;
  readonly receipts: Receipts;
  /** Which documents tabs have open. */
  readonly findOpen: () => Promise<(place: Place) => boolean>;
}

export interface Addition {
  readonly entries: readonly Entry[];
  readonly facts: DocumentFacts;
  /** The clients that have typed what the server may lack. */
  readonly authors: readonly number[];
}

/** From so many updates on it is looked whether they can become fewer. */
const updatesMax = 48;

/** One document in the device's storage: it is known what is there, so that nothing is written twice. */
export class DocumentFile {
  readonly #options: DocumentFileOptions;
  readonly #stored = new StoredState();
  /** Its number in the storage, once it is there. */
  #document: number | undefined;
  #facts = '';
  #isCrowded = false;

  constructor(options: DocumentFileOptions) {
    this.#options = options;
  }

  /** Whether its updates should become fewer. */
  get isCrowded(): boolean {
    return this.#isCrowded;
  }

  /** The storage has this copy. */
  open({ document, updates }: KeptCopy): void {
    this.#document = document.id;
    this.#noteFacts(document);
    this.#isCrowded = updates.length >= updatesMax;
    for (const { update } of updates) this.#stored.add(update);
  }

  /** The storage has this update: another tab has written it. */
  note(update: Uint8Array): void {
    this.#stored.add(update);
  }

  /** @returns the update without the insertions that are stored; undefined where everything is */
  newsOf(update: Uint8Array): Uint8Array | undefined {
    return this.#stored.newsOf(update);
  }

  knows(facts: DocumentFacts): boolean {
    return wordsOf(facts) === this.#facts;
  }

  /** @returns the ids of the entries, in their order. @throws {DeviceError} */
  async append(addition: Addition): Promise<readonly number[]> {
    const { entries, facts } = addition;
    const { place, store, receipts } = this.#options;
    const order = { ...addition, place, document: this.#document };
    const appended = await store.append(order).catch(async (error: unknown) => {
      // Better that other documents are fetched from the server again than that something typed isn't kept.
      const isFull = error instanceof DeviceError && error.code === 'full';
      if (!isFull || !(await this.makeRoom(0))) throw error;
      return store.append(order);
    });
    this.#document = appended.document;
    this.#noteFacts(facts);
    this.#isCrowded = appended.updates >= updatesMax;
    for (const { update } of entries) this.#stored.add(update);
    receipts.add(appended.ids.filter((_, at) => entries[at]?.isUnsaved));
    return appended.ids;
  }

  async compact(): Promise<void> {
    const { store, receipts } = this.#options;
    if (this.#document === undefined) return;
    try {
      receipts.add(await store.compact(this.#document, (id) => receipts.has(id)));
    } catch {
      // What stays apart is read as well.
    }
  }

  /** Lets other documents go until all hold at most `bytesMax`. @returns whether any could */
  async makeRoom(bytesMax: number): Promise<boolean> {
    const { place, store, findOpen } = this.#options;
    const isOpen = await findOpen();
    return store.makeRoom(bytesMax, (other) => other.name === place.name || isOpen(other));
  }

  #noteFacts(facts: DocumentFacts): void {
    this.#facts = wordsOf(facts);
  }
}

function wordsOf({ title, access, isSynced }: DocumentFacts): string {
  return JSON.stringify([title, access, isSynced]);
}
