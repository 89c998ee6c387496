import type { DocumentName } from '@scriptorium/persistence';

/**
 * What all rooms together hold that is not on disk yet, and which of them could not write: one fact for the readiness
 * check, for the bound on memory, and for the last words of a shutdown.
 */
export class SavingLoad {
  readonly #bytesMax: number;
  readonly #behind = new Map<DocumentName, unknown>();
  #bytes = 0;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
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

  add(bytes: number): void {
    this.#bytes += bytes;
  }

  remove(bytes: number): void {
    this.#bytes -= bytes;
  }

  fellBehind(name: DocumentName, error: unknown): void {
    this.#behind.set(name, error);
  }

  caughtUp(name: DocumentName): void {
    this.#behind.delete(name);
  }
}
