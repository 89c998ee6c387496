import type { DocumentName } from '../documentName.ts';
import { LogError } from '../logError.ts';
import { requireEntries, requireLimit, requireTimeMs } from '../precondition.ts';
import { parseSequence } from '../sequence.ts';
import type {
  Checkpoint,
  Entry,
  Listing,
  ListOptions,
  LoggedEntry,
  Sequence,
  StoredDocument,
  Summary,
  UpdateLog,
} from '../updateLog.ts';
import { type Backup, type BackupOptions, backUp } from './backup.ts';
import { type Clock, systemClock } from './clock.ts';
import { Committer } from './committer.ts';
import { type Database, type OpenDatabase, openLevelDatabase, type Reader } from './database.ts';
import { Disk } from './disk.ts';
import {
  behind,
  findHistory,
  type PageRequest,
  readDocument,
  readFirstPage,
  readNextPage,
} from './document.ts';
import { openFailure, readFailure, writeFailure } from './failure.ts';
import { checkFormat } from './format.ts';
import { requireHeadroom } from './headroom.ts';
import { removeHistory } from './history.ts';
import { documentKey } from './key.ts';
import { readList, readListing } from './listing.ts';
import { Retention, type RetentionOptions } from './retention.ts';
import { sweep, sweepAll } from './sweep.ts';

export interface LevelLogOptions {
  /** Made if it is not there. One process at a time may have it open. */
  readonly directory: string;
  /** How a database is opened; tests put failing ones here. */
  readonly openDatabase?: OpenDatabase;
  /** A batch takes nothing more beyond about this much memory (4 MiB, LevelDB's own write buffer). */
  readonly batchBytesMax?: number;
  /** So many documents' last sequences are remembered (10,000); the others are read again when they are needed. */
  readonly headsMax?: number;
  /** So many small runs of entries in a row, as of a person who types alone, without a checkpoint are stored as one later (4096). */
  readonly looseRunsMax?: number;
  /**
   * While more than one batch comes in so many milliseconds (4), what is appended gathers until they have passed; when it is quiet,
   * an append is written at once. With 0 it always is.
   */
  readonly gatherMs?: number;
  /** For how long history is kept; without it, for ever. */
  readonly retention?: RetentionOptions;
  readonly clock?: Clock;
}

/** An append that follows a few others closely is no sign yet of many. */
const burst = 4;

/** A log in LevelDB, which can be copied while it is used. */
export interface LevelLog extends UpdateLog {
  /**
   * Copies the log as it is at this moment: all that was acknowledged before is in the copy. Appends go on meanwhile.
   * @throws {LogError} `BACKUP_EXISTS`, `BACKUP_FAILED`, `ENTRY_CORRUPT`; `READ_FAILED` when the log had to reopen its
   *   database meanwhile, `LOG_CLOSED` when it was closed. Then nothing is left that could be taken for a backup.
   */
  backUp(options: BackupOptions): Promise<Backup>;
}

/**
 * Opens a log in a directory, and finishes deletions that were interrupted.
 * @throws {LogError} `LOG_LOCKED`, `LOG_UNWRITABLE`, `FORMAT_UNKNOWN`, or `ENTRY_CORRUPT` without a document when the
 *   database as a whole is damaged; the message is one sentence or two that say what to do
 */
export async function openLevelLog(options: LevelLogOptions): Promise<LevelLog> {
  const { directory, openDatabase = openLevelDatabase } = options;
  const open = () => openChecked(directory, openDatabase);
  const disk = new Disk(await open(), { open, requireHeadroom: () => requireHeadroom(directory) });
  try {
    await sweepAll(disk);
  } catch (error) {
    await disk.close().catch(() => undefined);
    throw openFailure(error, directory);
  }
  const { batchBytesMax = 4 * 2 ** 20, headsMax = 10_000, looseRunsMax = 4096 } = options;
  const { gatherMs = 4, clock = systemClock } = options;
  const pace = { intervalMs: gatherMs, burst };
  const committer = new Committer(disk, { batchBytesMax, headsMax, looseRunsMax, pace, clock });
  const retention = options.retention && new Retention(disk, { ...options.retention, clock });
  return new DiskLog({ disk, committer, retention });
}

async function openChecked(directory: string, openDatabase: OpenDatabase): Promise<Database> {
  try {
    const database = await openDatabase(directory);
    await checkFormat(database, directory).catch(async (error: unknown) => {
      await database.close().catch(() => undefined);
      throw error;
    });
    return database;
  } catch (error) {
    throw openFailure(error, directory);
  }
}

interface Parts {
  readonly disk: Disk;
  readonly committer: Committer;
  readonly retention: Retention | undefined;
}

class DiskLog implements LevelLog {
  readonly #disk: Disk;
  readonly #committer: Committer;
  readonly #retention: Retention | undefined;
  /** What `close` waits for. */
  readonly #underWay = new Set<Promise<unknown>>();
  #closing: Promise<void> | undefined;

  constructor({ disk, committer, retention }: Parts) {
    this.#disk = disk;
    this.#committer = committer;
    this.#retention = retention;
  }

  async append(name: DocumentName, entries: readonly Entry[]): Promise<Sequence> {
    this.#requireOpen();
    requireEntries(entries);
    // Not tracked like the rest, which would cost half as much again: the committer knows by itself when it has nothing left.
    return this.#committer.submit({ kind: 'append', name, entries });
  }

  async read(
    name: DocumentName,
    options: { readonly after?: Sequence } = {},
  ): Promise<StoredDocument | undefined> {
    this.#requireOpen();
    const after = parseSequence(options.after ?? 0);
    return this.#view((reader) => readDocument(reader, { name, after }), name);
  }

  async *stream(
    name: DocumentName,
    options: { readonly after?: Sequence } = {},
  ): AsyncIterable<StoredDocument> {
    this.#requireOpen();
    const after = parseSequence(options.after ?? 0);
    const first = await this.#view((reader) => readFirstPage(reader, { name, after }), name);
    if (first === undefined) return;
    yield first;
    if (first.entries.length === 0) return;
    const request = behind(first.entries, { name, after, last: first.last });
    for await (const entries of this.#pages(request))
      yield { checkpoint: undefined, entries, last: first.last };
  }

  async *readHistory(
    name: DocumentName,
    options: { readonly after?: Sequence } = {},
  ): AsyncIterable<readonly LoggedEntry[]> {
    this.#requireOpen();
    const after = parseSequence(options.after ?? 0);
    const request = await this.#view((reader) => findHistory(reader, { name, after }), name);
    if (request !== undefined) yield* this.#pages(request);
  }

  async removeHistory(name: DocumentName, { beforeMs }: { readonly beforeMs: number }): Promise<void> {
    this.#requireOpen();
    requireTimeMs(beforeMs);
    const removing = removeHistory(this.#disk, { name, beforeMs }).catch((error: unknown) => {
      throw writeFailure(name, error);
    });
    await this.#track(removing);
  }

  async checkpoint(name: DocumentName, checkpoint: Checkpoint): Promise<void> {
    this.#requireOpen();
    await this.#track(this.#committer.submit({ kind: 'checkpoint', name, checkpoint }));
  }

  async describe(
    name: DocumentName,
    description: { readonly editedMs: number; readonly summary: Summary },
  ): Promise<void> {
    this.#requireOpen();
    requireTimeMs(description.editedMs);
    await this.#track(this.#committer.submit({ kind: 'describe', name, ...description }));
  }

  async find(name: DocumentName): Promise<Listing | undefined> {
    this.#requireOpen();
    return this.#view((reader) => readListing(reader, name), name);
  }

  async list(options: ListOptions): Promise<readonly Listing[]> {
    this.#requireOpen();
    requireLimit(options);
    return this.#view((reader) => readList(reader, options));
  }

  async isDeleted(name: DocumentName): Promise<boolean> {
    this.#requireOpen();
    const tombstone = await this.#view((reader) => reader.get(documentKey(name, 'tombstone')), name);
    return tombstone !== undefined;
  }

  async delete(name: DocumentName): Promise<void> {
    this.#requireOpen();
    await this.#track(this.#delete(name));
  }

  async backUp({ to, signal }: BackupOptions): Promise<Backup> {
    this.#requireOpen();
    return this.#track(
      this.#disk.scan(async (reader, interruption) => {
        // It may have been closed while the database was being reopened.
        this.#requireOpen();
        const signals = signal === undefined ? [interruption] : [interruption, signal];
        return backUp(reader, { to, signal: AbortSignal.any(signals) });
      }),
    );
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #delete(name: DocumentName): Promise<void> {
    await this.#committer.submit({ kind: 'delete', name });
    await sweep(this.#disk, name).catch((error: unknown) => {
      throw writeFailure(name, error);
    });
  }

  async #close(): Promise<void> {
    this.#disk.interrupt(closed());
    await Promise.allSettled([...this.#underWay, this.#committer.finish(), this.#retention?.stop()]);
    await this.#disk.close();
  }

  #requireOpen(): void {
    if (this.#closing !== undefined) throw closed();
  }

  /** Each page is read by itself, so that a reader who takes its time keeps neither closing nor recovery waiting. */
  async *#pages(first: PageRequest): AsyncIterable<readonly LoggedEntry[]> {
    for (let request = first; request.after < request.last; ) {
      const { name } = request;
      this.#requireOpen();
      const page = await this.#view((reader) => readNextPage(reader, request), name);
      yield page;
      request = behind(page, request);
    }
  }

  /** Reads as of one moment; `name` is for the error. */
  #view<T>(task: (reader: Reader) => Promise<T>, name?: DocumentName): Promise<T> {
    const reading = this.#disk.view(task).catch((error: unknown) => {
      throw readFailure(error, name);
    });
    return this.#track(reading);
  }

  async #track<T>(work: Promise<T>): Promise<T> {
    this.#underWay.add(work);
    try {
      return await work;
    } finally {
      this.#underWay.delete(work);
    }
  }
}

function closed(): LogError {
  return new LogError('LOG_CLOSED', 'The log is closed.');
}
