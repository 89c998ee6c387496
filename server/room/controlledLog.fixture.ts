import {
  type Checkpoint,
  createMemoryLog,
  type DocumentName,
  type Entry,
  LogError,
  type Sequence,
  type StoredDocument,
  type Summary,
  type UpdateLog,
} from '@scriptorium/persistence';

/** A log whose disk a test holds in its hand: appends wait or fail as told, and every call can be seen. */
export class ControlledLog implements UpdateLog {
  /** How many entries each append that was tried had. */
  readonly appends: number[] = [];
  readonly reads: DocumentName[] = [];
  readonly checkpoints: Checkpoint[] = [];
  /** As many of the next appends, or reads, fail as a disk fails. */
  appendFailures = 0;
  readFailures = 0;
  readonly #inner: UpdateLog;
  #opened: Promise<void> = Promise.resolve();
  #open: () => void = () => {};

  constructor(inner: UpdateLog = createMemoryLog()) {
    this.#inner = inner;
  }

  /** Appends wait from now on until `release`. */
  hold(): void {
    this.#opened = new Promise((resolve) => {
      this.#open = resolve;
    });
  }

  release(): void {
    this.#open();
  }

  async append(name: DocumentName, entries: readonly Entry[]): Promise<Sequence> {
    this.appends.push(entries.length);
    await this.#opened;
    if (this.appendFailures > 0) {
      this.appendFailures -= 1;
      throw new LogError('WRITE_FAILED', 'There is no space left on the disk.', { document: name });
    }
    return await this.#inner.append(name, entries);
  }

  async read(
    name: DocumentName,
    options?: { readonly after?: Sequence },
  ): Promise<StoredDocument | undefined> {
    this.reads.push(name);
    if (this.readFailures > 0) {
      this.readFailures -= 1;
      throw new LogError('READ_FAILED', 'The disk does not answer.', { document: name });
    }
    return await this.#inner.read(name, options);
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

  async checkpoint(name: DocumentName, checkpoint: Checkpoint): Promise<void> {
    this.checkpoints.push(checkpoint);
    await this.#inner.checkpoint(name, checkpoint);
  }

  describe(
    name: DocumentName,
    description: { readonly editedMs: number; readonly summary: Summary },
  ): Promise<void> {
    return this.#inner.describe(name, description);
  }

  find(name: DocumentName) {
    return this.#inner.find(name);
  }

  list(options: Parameters<UpdateLog['list']>[0]) {
    return this.#inner.list(options);
  }

  isDeleted(name: DocumentName): Promise<boolean> {
    return this.#inner.isDeleted(name);
  }

  delete(name: DocumentName): Promise<void> {
    return this.#inner.delete(name);
  }

  close(): Promise<void> {
    return this.#inner.close();
  }
}
