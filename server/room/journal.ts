import {
  type DocumentName,
  type Entry,
  LogError,
  type Sequence,
  type UpdateLog,
} from '@scriptorium/persistence';
import type { Clock, Timer } from './clock.ts';
import type { Report } from './report.ts';
import type { SavingLoad } from './savingLoad.ts';

/** What a room is told by its journal. */
export interface JournalEvents {
  /** The log will never take this document's entries again: it was deleted, or the log was closed. */
  readonly onRefused: (error: LogError) => void;
  /** Writes have begun to fail, or succeed again. */
  readonly onBehind: (isBehind: boolean) => void;
}

export interface JournalOptions extends JournalEvents {
  readonly name: DocumentName;
  readonly log: UpdateLog;
  readonly clock: Clock;
  readonly load: SavingLoad;
  readonly report: Report;
  /** The sequence of the last entry when the room was opened. */
  readonly last: Sequence;
}

interface Write {
  readonly entries: readonly Entry[];
  readonly onSettled: (outcome: 'saved' | 'dropped') => void;
}

const retryMsMin = 100;
const retryMsMax = 5000;

/**
 * Writes one room's entries to the log, in order, one append at a time; what comes in meanwhile goes into the next one.
 *
 * 1. `onSettled('saved')` is called once the entries and all before them are on disk, never earlier.
 * 2. A failed write is tried again, with a growing delay, until it succeeds; nothing overtakes it.
 * 3. Nothing is dropped but by `abandon`, or when the log refuses the document for good.
 */
export class Journal {
  readonly #options: JournalOptions;
  #queue: Write[] = [];
  #writing = false;
  #ended = false;
  #isBehind = false;
  #last: Sequence;
  #retryMs = retryMsMin;
  #retryTimer: Timer | undefined;
  #whenIdle: (() => void)[] = [];

  constructor(options: JournalOptions) {
    this.#options = options;
    this.#last = options.last;
  }

  /** Whether everything that was written is on disk. */
  get isIdle(): boolean {
    return !this.#writing && this.#queue.length === 0;
  }

  /** Whether the disk has refused the last write. */
  get isBehind(): boolean {
    return this.#isBehind;
  }

  /** The sequence of the last entry that is on disk. */
  get last(): Sequence {
    return this.#last;
  }

  /** `entries` may be empty: then `onSettled` only waits for what was written before. */
  write(entries: readonly Entry[], onSettled: (outcome: 'saved' | 'dropped') => void): void {
    if (this.#ended) {
      onSettled('dropped');
      return;
    }
    this.#options.load.add(bytesOf(entries));
    this.#queue.push({ entries, onSettled });
    if (!this.#writing) void this.#run();
  }

  /** Resolves when the journal is idle, at once if it is. */
  async whenIdle(): Promise<void> {
    if (!this.isIdle) await new Promise<void>((resolve) => this.#whenIdle.push(resolve));
  }

  /** Drops what is not on disk, and takes no more: the document is deleted, or time is up. */
  abandon(): void {
    this.#ended = true;
    this.#retryTimer?.cancel();
    this.#options.load.gaveUp(this.#options.name);
    const dropped = this.#queue;
    this.#queue = [];
    this.#settle(dropped, 'dropped');
  }

  async #run(): Promise<void> {
    this.#writing = true;
    while (this.#queue.length > 0) {
      const batch = this.#queue;
      this.#queue = [];
      this.#settle(batch, await this.#save(batch));
    }
    this.#writing = false;
    const waiting = this.#whenIdle;
    this.#whenIdle = [];
    for (const resolve of waiting) resolve();
  }

  async #save(batch: readonly Write[]): Promise<'saved' | 'dropped'> {
    const entries = batch.flatMap((write) => write.entries);
    if (entries.length === 0) return 'saved';
    while (!this.#ended) {
      try {
        this.#last = await this.#options.log.append(this.#options.name, entries);
        this.#recovered();
        return 'saved';
      } catch (error) {
        await this.#failed(error);
      }
    }
    return 'dropped';
  }

  #recovered(): void {
    this.#retryMs = retryMsMin;
    if (!this.#isBehind) return;
    this.#isBehind = false;
    this.#options.load.caughtUp(this.#options.name);
    this.#options.onBehind(false);
  }

  async #failed(error: unknown): Promise<void> {
    const { name, load, report, onRefused, onBehind } = this.#options;
    if (this.#ended) return;
    report({ what: 'An edit could not be written to the disk', document: name, error });
    if (error instanceof LogError && error.code !== 'WRITE_FAILED') {
      this.abandon();
      onRefused(error);
      return;
    }
    load.fellBehind(name, error);
    if (!this.#isBehind) {
      this.#isBehind = true;
      onBehind(true);
    }
    await this.#pause();
  }

  #pause(): Promise<void> {
    const delayMs = this.#retryMs;
    this.#retryMs = Math.min(delayMs * 2, retryMsMax);
    return new Promise((resolve) => {
      const timer = this.#options.clock.setTimer(resolve, delayMs);
      this.#retryTimer = {
        cancel() {
          timer.cancel();
          resolve();
        },
      };
    });
  }

  #settle(batch: readonly Write[], outcome: 'saved' | 'dropped'): void {
    for (const { entries, onSettled } of batch) {
      this.#options.load.remove(bytesOf(entries));
      onSettled(outcome);
    }
  }
}

function bytesOf(entries: readonly Entry[]): number {
  return entries.reduce((sum, entry) => sum + entry.update.length, 0);
}
