import type { DocumentName, Sequence, UpdateLog } from '@scriptorium/persistence';
import { encodeCheckpoint } from '../document/checkpoint.ts';
import type { Describable } from '../document/layout.ts';
import { type DocumentWorker, DocumentWorkerError } from '../document/worker.ts';
import { type CheckpointPolicy, isCheckpointDue, isWorthAdopting } from './checkpointPolicy.ts';
import type { Clock, Timer } from './clock.ts';
import type { Report } from './report.ts';

export interface UpkeepOptions {
  readonly name: DocumentName;
  readonly log: UpdateLog;
  readonly worker: DocumentWorker;
  readonly clock: Clock;
  readonly report: Report;
  readonly checkpointPolicy: CheckpointPolicy;
  /** How long after an edit the summary is derived; edits meanwhile put it off, to ten times that. */
  readonly describeDelayMs: number;
  /** How many entries were read behind the checkpoint. */
  readonly tailEntries: number;
  /** When the last edit was made that the list does not know of; undefined when it is up to date. */
  readonly undescribedMs: number | undefined;
  /** The full state, and the last sequence that is on disk; the state holds at least that. */
  readonly look: () => { readonly state: Uint8Array; readonly last: Sequence };
  /** What the list is to show something of. */
  readonly content: Describable;
  /** Has the compacted form take the place of what it was made of. */
  readonly adopt: (compacted: Uint8Array) => void;
  /** Who brought what of the state, encoded; undefined where nobody was ever signed in. */
  readonly authorship: () => Uint8Array | undefined;
  /** Resolves when all that the state holds by now is on disk. */
  readonly whenCaughtUp: () => Promise<void>;
}

/** How often edits may put off what follows them. */
const postponementsMax = 9;

/**
 * What is done for a document off the hot path, a moment after edits and when its room closes: the summary for the list,
 * and checkpoints. A failure here costs nobody an edit: it is reported, and tried again with the next edit.
 */
export class Upkeep {
  readonly #options: UpkeepOptions;
  #tailEntries: number;
  /** The time of the last edit that the summary lacks. */
  #editedMs: number | undefined;
  #timer: Timer | undefined;
  /** Whether there were edits since the timer was set, and how often it was set again because of such. */
  #isBusy = false;
  #postponed = 0;
  #isStopped = false;
  #work: Promise<void> = Promise.resolve();

  constructor(options: UpkeepOptions) {
    this.#options = options;
    this.#tailEntries = options.tailEntries;
    this.#editedMs = options.undescribedMs;
  }

  /** Entries have reached the disk. */
  saved(entries: number): void {
    if (entries === 0) return;
    this.#tailEntries += entries;
    // Later than any entry that it stands for, which is how a described document is told from another.
    this.#editedMs = this.#options.clock.nowMs() + 1;
    this.#isBusy = this.#timer !== undefined;
    this.#timer ??= this.#setTimer();
  }

  /** Brings the summary up to date now. */
  async describe(): Promise<void> {
    this.#attend(false);
    await this.#work;
  }

  /** Leaves everything as it should be found. */
  async finish(): Promise<void> {
    this.#attend(true);
    await this.#work;
  }

  stop(): void {
    this.#isStopped = true;
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#editedMs = undefined;
  }

  #setTimer(): Timer {
    const { clock, describeDelayMs } = this.#options;
    return clock.setTimer(() => this.#onTimer(), describeDelayMs);
  }

  /** Each look at a document costs a Y.Doc of it, so it waits for a pause, but not for ever. */
  #onTimer(): void {
    if (this.#isBusy && this.#postponed < postponementsMax) {
      this.#isBusy = false;
      this.#postponed += 1;
      this.#timer = this.#setTimer();
    } else {
      this.#attend(false);
    }
  }

  #attend(isClosing: boolean): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#isBusy = false;
    this.#postponed = 0;
    this.#work = this.#work.then(() => this.#attendNow(isClosing));
  }

  async #attendNow(isClosing: boolean): Promise<void> {
    try {
      await this.#describeIfStale();
      await this.#checkpointIfDue(isClosing);
    } catch (error) {
      if (this.#isStopped) return;
      if (isBusy(error)) await this.#attendLater(isClosing);
      else this.#report(error);
    }
  }

  /** Many documents were edited at once; nobody else would come back to this one before its next edit. */
  async #attendLater(isClosing: boolean): Promise<void> {
    const { clock, describeDelayMs } = this.#options;
    await new Promise<void>((resolve) => clock.setTimer(resolve, describeDelayMs));
    await this.#attendNow(isClosing);
  }

  #report(error: unknown): void {
    const { name, report } = this.#options;
    report({ what: 'A summary or a checkpoint could not be made', document: name, error });
  }

  async #describeIfStale(): Promise<void> {
    const editedMs = this.#editedMs;
    if (editedMs === undefined) return;
    const { name, log, worker, content } = this.#options;
    this.#editedMs = undefined;
    try {
      const summary = await worker.describe(content);
      await log.describe(name, { editedMs, summary });
    } catch (error) {
      this.#editedMs ??= editedMs;
      throw error;
    }
  }

  async #checkpointIfDue(isClosing: boolean): Promise<void> {
    const entries = this.#tailEntries;
    const { name, log, worker, look, authorship, whenCaughtUp, adopt, checkpointPolicy } = this.#options;
    if (!isCheckpointDue({ entries, isClosing }, checkpointPolicy)) return;
    const { state, last } = look();
    // Of the same moment, before anything else is waited for.
    const brought = authorship();
    const compacted = await worker.compact(state);
    // The entries are the history: what only a checkpoint had would be a hole in it.
    await whenCaughtUp();
    await log.checkpoint(name, { upTo: last, update: encodeCheckpoint(compacted, brought) });
    this.#tailEntries -= entries;
    const sizes = { bytes: state.length, compactedBytes: compacted.length };
    if (!isClosing && isWorthAdopting(sizes, checkpointPolicy)) adopt(compacted);
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof DocumentWorkerError && error.code === 'BUSY';
}
