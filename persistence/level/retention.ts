import type { DocumentName } from '../documentName.ts';
import type { Clock } from './clock.ts';
import type { Reader } from './database.ts';
import type { Disk } from './disk.ts';
import { removeHistory } from './history.ts';
import { documentRange, documentsRange, type KeyRange, parseDocumentKey } from './key.ts';

export interface RetentionOptions {
  /** Entries below a checkpoint are kept for so many days. */
  readonly historyDays: number;
  /** Is told when history could not be removed; it is tried again in the next round. */
  readonly onFailure?: (error: unknown) => void;
}

const dayMs = 24 * 60 * 60 * 1000;

/** Opening is not the time for it, nor is the moment between two documents a reason to hurry. */
export const roundPauseMs = 6 * 60 * 60 * 1000;
export const firstPauseMs = 60 * 1000;
export const documentPauseMs = 10;

/**
 * Walks over all documents again and again, one at a time with a pause behind each, and removes the history that has expired. Holds
 * nothing but the name of the document where it is.
 */
export class Retention {
  readonly #disk: Disk;
  readonly #clock: Clock;
  readonly #options: RetentionOptions;
  readonly #stopped = new AbortController();
  readonly #rounds: Promise<void>;

  constructor(disk: Disk, { clock, ...options }: RetentionOptions & { readonly clock: Clock }) {
    this.#disk = disk;
    this.#clock = clock;
    this.#options = options;
    this.#rounds = this.#goRounds();
  }

  /** Resolves when it has done what it was about; then the disk may be closed. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#rounds;
  }

  async #goRounds(): Promise<void> {
    for (let pauseMs = firstPauseMs; await this.#pause(pauseMs); pauseMs = roundPauseMs) {
      try {
        await this.#visitAll();
      } catch (error) {
        this.#options.onFailure?.(error);
      }
    }
  }

  async #visitAll(): Promise<void> {
    let name: DocumentName | undefined;
    do {
      name = await this.#disk.view((reader) => findNext(reader, name));
      if (name === undefined) return;
      const beforeMs = Math.max(0, this.#clock.nowMs() - this.#options.historyDays * dayMs);
      await removeHistory(this.#disk, { name, beforeMs });
    } while (await this.#pause(documentPauseMs));
  }

  /** @returns whether to go on */
  async #pause(ms: number): Promise<boolean> {
    const { signal } = this.#stopped;
    if (!signal.aborted) await this.#clock.wait(ms, { signal, isIdle: true });
    return !signal.aborted;
  }
}

/** The document behind another, or the first, whatever else may stand between. */
async function findNext(reader: Reader, name: DocumentName | undefined): Promise<DocumentName | undefined> {
  const { lt } = documentsRange;
  let range: KeyRange = name === undefined ? documentsRange : { gte: documentRange(name).lt, lt };
  for (;;) {
    const [key] = await reader.keys(range, { limit: 1 });
    if (key === undefined) return undefined;
    const next = parseDocumentKey(key)?.name;
    if (next !== undefined) return next;
    range = { gt: key, lt };
  }
}
