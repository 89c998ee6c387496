import {
  type Checkpoint,
  createMemoryLog,
  type DocumentName,
  type Entry,
  type Listing,
  type ListOptions,
  LogError,
  type LoggedEntry,
  type Sequence,
  type StoredDocument,
  type Summary,
  type UpdateLog,
} from '@scriptorium/persistence';
import { decodeCheckpoint } from '../../server/document/checkpoint.ts';
import type { Chance } from './chance.ts';
import type { Disk } from './disk.ts';
import type { ProcessClock, VirtualTime } from './virtualTime.ts';

export interface SimulatedLogOptions {
  readonly disk: Disk;
  readonly time: VirtualTime;
  readonly clock: ProcessClock;
  readonly chance: Chance;
}

/** In how many pieces a document is streamed at most. */
const piecesMax = 8;

/** A change that is not durable yet. */
interface Change {
  readonly name: DocumentName;
  readonly kind: 'append' | 'other';
  /** Makes it durable. @throws {LogError} when the document's standing forbids it */
  readonly apply: () => Promise<unknown>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * The log of one process. What it was given is volatile until its batch is written: everything that arrives while a batch is under way
 * goes into the next, as in the real store. It keeps the contract of `UpdateLog`, at its weakest where the contract leaves a choice.
 */
export class SimulatedLog implements UpdateLog {
  readonly #options: SimulatedLogOptions;
  readonly #durable: UpdateLog;
  #queue: Change[] = [];
  /** On its way to the disk: a crash may leave it there, or not. */
  #underWay: readonly Change[] = [];
  #isWriting = false;
  #isClosed = false;
  #whenIdle: (() => void)[] = [];

  constructor(options: SimulatedLogOptions) {
    this.#options = options;
    this.#durable = createMemoryLog({ disk: options.disk.durable });
  }

  append(name: DocumentName, entries: readonly Entry[]): Promise<Sequence> {
    return this.#change(name, 'append', async () => {
      const sequence = await this.#durable.append(name, entries);
      for (const { update } of entries) this.#options.disk.entered(name, update);
      return sequence;
    });
  }

  checkpoint(name: DocumentName, checkpoint: Checkpoint): Promise<void> {
    return this.#change(name, 'other', async () => {
      await this.#durable.checkpoint(name, checkpoint);
      this.#options.disk.checkpointed(name, decodeCheckpoint(checkpoint.update).update);
    });
  }

  describe(
    name: DocumentName,
    description: { readonly editedMs: number; readonly summary: Summary },
  ): Promise<void> {
    return this.#change(name, 'other', () => this.#durable.describe(name, description));
  }

  delete(name: DocumentName): Promise<void> {
    return this.#change(name, 'other', async () => {
      await this.#durable.delete(name);
      this.#options.disk.deleted(name);
    });
  }

  async read(
    name: DocumentName,
    options?: { readonly after?: Sequence },
  ): Promise<StoredDocument | undefined> {
    await this.#reading(name);
    return await this.#durable.read(name, options);
  }

  /** In pieces of few entries: whatever can come between two does. But a long log takes no longer than somebody would wait for it. */
  async *stream(name: DocumentName, options?: { readonly after?: Sequence }): AsyncIterable<StoredDocument> {
    const stored = await this.read(name, options);
    if (stored === undefined) return;
    const { entries, last } = stored;
    const size = Math.ceil(entries.length / piecesMax);
    yield { ...stored, entries: entries.slice(0, size) };
    for (let at = size; at < entries.length; at += size) {
      await this.#reading(name);
      if (await this.#durable.isDeleted(name))
        throw new LogError('DOCUMENT_DELETED', 'It was deleted.', { document: name });
      yield { checkpoint: undefined, entries: entries.slice(at, at + size), last };
    }
  }

  async *readHistory(
    name: DocumentName,
    options?: { readonly after?: Sequence },
  ): AsyncIterable<readonly LoggedEntry[]> {
    await this.#reading(name);
    yield* this.#durable.readHistory(name, options);
  }

  removeHistory(name: DocumentName, options: { readonly beforeMs: number }): Promise<void> {
    return this.#change(name, 'other', () => this.#durable.removeHistory(name, options));
  }

  async find(name: DocumentName): Promise<Listing | undefined> {
    await this.#reading(name);
    return await this.#durable.find(name);
  }

  async list(options: ListOptions): Promise<readonly Listing[]> {
    await this.#reading();
    return await this.#durable.list(options);
  }

  async isDeleted(name: DocumentName): Promise<boolean> {
    await this.#reading(name);
    return await this.#durable.isDeleted(name);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    if (this.#isWriting) await new Promise<void>((resolve) => this.#whenIdle.push(resolve));
  }

  /** The power fails: what is volatile is gone; of what is under way, all or nothing is there. */
  async crash(): Promise<void> {
    this.#queue = [];
    const underWay = this.#underWay;
    this.#underWay = [];
    if (underWay.length > 0 && this.#options.chance.happens(0.5)) await this.#applyAll(underWay);
  }

  #change<T>(name: DocumentName, kind: Change['kind'], apply: () => Promise<T>): Promise<T> {
    if (this.#isClosed) return Promise.reject(closed());
    return new Promise<unknown>((resolve, reject) => {
      this.#queue.push({ name, kind, apply, resolve, reject });
      if (!this.#isWriting) void this.#write();
    }) as Promise<T>;
  }

  async #write(): Promise<void> {
    this.#isWriting = true;
    while (this.#queue.length > 0) {
      this.#underWay = this.#queue;
      this.#queue = [];
      await this.#pause();
      const batch = this.#underWay;
      this.#underWay = [];
      if (this.#fails()) await this.#fail(batch);
      else await this.#succeed(batch);
    }
    this.#isWriting = false;
    for (const resolve of this.#whenIdle.splice(0)) resolve();
  }

  async #succeed(batch: readonly Change[]): Promise<void> {
    const tell = await this.#applyAll(batch);
    // It is durable, and nobody knows yet: a crash here must lose nothing and double nothing.
    await this.#pause();
    for (const each of tell) each();
  }

  async #applyAll(batch: readonly Change[]): Promise<readonly (() => void)[]> {
    this.#options.disk.commit();
    const tell: (() => void)[] = [];
    for (const { apply, resolve, reject } of batch) {
      try {
        const value = await apply();
        tell.push(() => resolve(value));
      } catch (error) {
        tell.push(() => reject(error));
      }
    }
    return tell;
  }

  /** An append leaves nothing behind; anything else may have happened. What waits behind for the same document fails as well. */
  async #fail(batch: readonly Change[]): Promise<void> {
    const mayStay = batch.filter(({ kind }) => kind === 'other' && this.#options.chance.happens(0.5));
    if (mayStay.length > 0) await this.#applyAll(mayStay);
    const names = new Set(batch.map(({ name }) => name));
    const behind = this.#queue.filter(({ name }) => names.has(name));
    this.#queue = this.#queue.filter(({ name }) => !names.has(name));
    for (const { name, reject } of [...batch, ...behind])
      reject(new LogError('WRITE_FAILED', 'There is no space left on the disk.', { document: name }));
  }

  #fails(): boolean {
    const { disk, time } = this.#options;
    if (time.nowMs < disk.mood.fullUntilMs) return true;
    if (disk.mood.writeFailures === 0) return false;
    disk.mood.writeFailures -= 1;
    return true;
  }

  async #reading(name?: DocumentName): Promise<void> {
    if (this.#isClosed) throw closed();
    await this.#pause();
    const { mood } = this.#options.disk;
    if (mood.readFailures === 0) return;
    mood.readFailures -= 1;
    throw new LogError(
      'READ_FAILED',
      'The disk does not answer.',
      name === undefined ? {} : { document: name },
    );
  }

  #pause(): Promise<void> {
    const { disk, time, clock, chance } = this.#options;
    const slowMs = time.nowMs < disk.mood.slowUntilMs ? disk.mood.slowByMs : 0;
    const delayMs = slowMs + disk.mood.latencyMs + chance.below(disk.mood.jitterMs + 1);
    return new Promise((resolve) => clock.setTimer(resolve, delayMs));
  }
}

function closed(): LogError {
  return new LogError('LOG_CLOSED', 'The log is closed.');
}
