import {
  type Checkpoint,
  createMemoryLog,
  type DocumentName,
  type Entry,
  type Listing,
  type ListOptions,
  LogError,
  type Sequence,
  type StoredDocument,
  type Summary,
  type UpdateLog,
} from '@scriptorium/persistence';

/** A log that is slow or fails as it is told, and remembers what was asked of it. */
export class TroubledLog implements UpdateLog {
  readonly #inner: UpdateLog;
  readonly #appending = new Gate();
  readonly #reading = new Gate();
  readonly #deleting = new Gate();
  /** What is stored, in the order in which it was. */
  readonly stored: { readonly name: DocumentName; readonly entries: readonly Entry[] }[] = [];
  /** Calls of `append`, those included that failed or wait. */
  appends = 0;
  reads = 0;
  deletes = 0;
  #appendFailure: LogError | undefined;
  #readFailure: LogError | undefined;

  constructor(inner: UpdateLog = createMemoryLog()) {
    this.#inner = inner;
  }

  /** From now on appends wait. @returns what lets them go on */
  holdAppends(): () => void {
    return this.#appending.shut();
  }

  /** From now on reads wait. @returns what lets them go on */
  holdReads(): () => void {
    return this.#reading.shut();
  }

  /** From now on deletions wait. @returns what lets them go on */
  holdDeletes(): () => void {
    return this.#deleting.shut();
  }

  /** From now on appends fail. @returns what mends it */
  failAppends(failure = new LogError('WRITE_FAILED', 'no space left on device')): () => void {
    this.#appendFailure = failure;
    return () => {
      this.#appendFailure = undefined;
    };
  }

  /** From now on reads fail. @returns what mends it */
  failReads(failure = new LogError('READ_FAILED', 'input/output error')): () => void {
    this.#readFailure = failure;
    return () => {
      this.#readFailure = undefined;
    };
  }

  /** The updates of a document that are stored, in order. */
  updatesOf(name: string): readonly Uint8Array[] {
    return this.stored
      .filter((append) => append.name === name)
      .flatMap(({ entries }) => entries.map(({ update }) => update));
  }

  async append(name: DocumentName, entries: readonly Entry[]): Promise<Sequence> {
    this.appends += 1;
    await this.#appending.opened;
    if (this.#appendFailure !== undefined) throw this.#appendFailure;
    const sequence = await this.#inner.append(name, entries);
    this.stored.push({ name, entries });
    return sequence;
  }

  async read(
    name: DocumentName,
    options?: { readonly after?: Sequence },
  ): Promise<StoredDocument | undefined> {
    this.reads += 1;
    await this.#reading.opened;
    if (this.#readFailure !== undefined) throw this.#readFailure;
    return this.#inner.read(name, options);
  }

  async *stream(name: DocumentName, options?: { readonly after?: Sequence }): AsyncIterable<StoredDocument> {
    const stored = await this.read(name, options);
    if (stored !== undefined) yield stored;
  }

  readHistory(name: DocumentName, options?: { readonly after?: Sequence }) {
    return this.#inner.readHistory(name, options);
  }

  removeHistory(name: DocumentName, options: { readonly beforeMs: number }): Promise<void> {
    return this.#inner.removeHistory(name, options);
  }

  checkpoint(name: DocumentName, checkpoint: Checkpoint): Promise<void> {
    return this.#inner.checkpoint(name, checkpoint);
  }

  describe(
    name: DocumentName,
    description: { readonly editedMs: number; readonly summary: Summary },
  ): Promise<void> {
    return this.#inner.describe(name, description);
  }

  find(name: DocumentName): Promise<Listing | undefined> {
    return this.#inner.find(name);
  }

  list(options: ListOptions): Promise<readonly Listing[]> {
    return this.#inner.list(options);
  }

  isDeleted(name: DocumentName): Promise<boolean> {
    return this.#inner.isDeleted(name);
  }

  async delete(name: DocumentName): Promise<void> {
    this.deletes += 1;
    await this.#deleting.opened;
    await this.#inner.delete(name);
  }

  close(): Promise<void> {
    return this.#inner.close();
  }
}

/** Where calls wait while it is shut. */
class Gate {
  opened: Promise<void> = Promise.resolve();

  shut(): () => void {
    let open = () => {};
    this.opened = new Promise((resolve) => {
      open = resolve;
    });
    return open;
  }
}
