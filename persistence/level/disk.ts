import { LogError } from '../logError.ts';
import type { Database, Operation, Reader } from './database.ts';

/** Takes back what a failed batch may have left, in a database that was just reopened. */
export type Undo = (database: Database) => Promise<void>;

/**
 * The log's database, which it replaces after a failed write.
 *
 * A batch that failed may or may not be on the disk, and LevelDB either refuses every later batch or appends it behind
 * a torn record, where recovery could lose it. So nothing is written to such a database any more. It still shows what
 * was confirmed, since LevelDB makes a batch visible only after it was written, so it is read until the next write for
 * which the disk has room: that one first closes it, opens it anew, and takes back what the failed batches left.
 */
type State =
  | { readonly kind: 'sound'; readonly database: Database }
  | { readonly kind: 'doubtful'; readonly database: Database }
  /** It could not be opened anew, or not even closed. */
  | { readonly kind: 'broken'; readonly database: Database | undefined };

export interface Opener {
  open(): Promise<Database>;
  /** Rejects when the disk would not take what opening writes. */
  requireHeadroom(): Promise<void>;
}

export class Disk {
  readonly #opener: Opener;
  #state: State;
  #undos: readonly Undo[] = [];
  #recovery: Promise<void> | undefined;
  readonly #uses = new Set<Promise<unknown>>();
  /** Ends long readings, for which nobody may wait. */
  #interruption = new AbortController();

  constructor(database: Database, opener: Opener) {
    this.#state = { kind: 'sound', database };
    this.#opener = opener;
  }

  /** Reads several things as they were at one moment. */
  async view<T>(task: (reader: Reader) => Promise<T>): Promise<T> {
    while (this.#state.kind === 'broken') await this.#recover();
    return await this.#use(this.#state.database.view(task));
  }

  /** As `view`, for what takes long: it must end soon when the signal says so, since recovery and closing wait for it. */
  async scan<T>(task: (reader: Reader, signal: AbortSignal) => Promise<T>): Promise<T> {
    return this.view((reader) => task(reader, this.#interruption.signal));
  }

  /** Ends long readings with this error. */
  interrupt(error: LogError): void {
    this.#interruption.abort(error);
    this.#interruption = new AbortController();
  }

  /** Resolves when the database may be written, having reopened it if need be. */
  async ready(): Promise<void> {
    while (this.#recovery !== undefined || this.#state.kind !== 'sound') await this.#recover();
  }

  /** Writes one batch. `undo` is called before anything else, should it fail and the database be opened anew. */
  async write(operations: readonly Operation[], undo?: Undo): Promise<void> {
    while (this.#recovery !== undefined || this.#state.kind !== 'sound') await this.#recover();
    await this.#use(this.#write(this.#state.database, { operations, undo }));
  }

  /** Waits for what is under way. Nothing may be called afterwards. */
  async close(): Promise<void> {
    await this.#recovery?.catch(() => undefined);
    await this.#settled();
    // A disk that refuses this as well leaves entries whose authors were told that they are not saved: that does no harm.
    if (this.#undos.length > 0) await this.#recover().catch(() => undefined);
    await this.#state.database?.close();
  }

  async #write(
    database: Database,
    { operations, undo }: { readonly operations: readonly Operation[]; readonly undo: Undo | undefined },
  ): Promise<void> {
    try {
      await database.write(operations);
    } catch (error) {
      this.#state = { kind: 'doubtful', database };
      if (undo !== undefined) this.#undos = [...this.#undos, undo];
      throw error;
    }
  }

  async #use<T>(use: Promise<T>): Promise<T> {
    this.#uses.add(use);
    try {
      return await use;
    } finally {
      this.#uses.delete(use);
    }
  }

  async #settled(): Promise<void> {
    await Promise.allSettled(this.#uses);
  }

  #recover(): Promise<void> {
    this.#recovery ??= this.#reopen().finally(() => {
      this.#recovery = undefined;
    });
    return this.#recovery;
  }

  async #reopen(): Promise<void> {
    if (this.#state.kind === 'doubtful') await this.#opener.requireHeadroom();
    const old = this.#state.database;
    this.#state = { kind: 'broken', database: old };
    this.interrupt(new LogError('READ_FAILED', 'Reading was interrupted because the disk refused a write.'));
    await this.#settled();
    await old?.close();
    this.#state = { kind: 'broken', database: undefined };
    const database = await this.#opener.open();
    this.#state = { kind: 'broken', database };
    for (const undo of this.#undos) await undo(database);
    this.#undos = [];
    this.#state = { kind: 'sound', database };
  }
}
