import type { DocumentName } from '@scriptorium/persistence';

/**
 * What all rooms together hold that is not on disk yet, and which of them could not write: one fact for the readiness
 * check, for the bound on memory, and for the last words of a shutdown.
 */
export class SavingLoad {
  readonly #bytesMax: number;
  readonly #behind = new Map<DocumentName, unknown>();
  readonly #onAllSaved: () => void;
  #bytes = 0;
  #failures = 0;

  /** @param onAllSaved no document is behind any more */
  constructor(bytesMax: number, onAllSaved: () => void = () => {}) {
    this.#bytesMax = bytesMax;
    this.#onAllSaved = onAllSaved;
  }

  /** Past this, rooms take no more updates: what can't be written must not fill the memory. */
  get isFull(): boolean {
    return this.#bytes >= this.#bytesMax;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** The documents whose last write failed, and why. */
  get behind(): ReadonlyMap<DocumentName, unknown> {
    return this.#behind;
  }

  /** How often a write has failed. */
  get failures(): number {
    return this.#failures;
  }

  add(bytes: number): void {
    this.#bytes += bytes;
  }

  remove(bytes: number): void {
    this.#bytes -= bytes;
  }

  fellBehind(name: DocumentName, error: unknown): void {
    this.#failures += 1;
    this.#behind.set(name, error);
  }

  caughtUp(name: DocumentName): void {
    if (this.#behind.delete(name) && this.#behind.size === 0) this.#onAllSaved();
  }

  /** It is deleted, or time is up: nothing of it will be saved. */
  gaveUp(name: DocumentName): void {
    this.#behind.delete(name);
  }
}
