import * as Y from 'yjs';
import type { Clock } from '../collab/clock.ts';
import type { DeviceFailure, DeviceStatus } from '../collab/deviceStatus.ts';
import { deviceErrorOf, ForgottenError } from './deviceError.ts';

/** A change of the document that is to be written, by who made it. */
export interface Change {
  readonly update: Uint8Array;
  /** Whether it was typed here, or the server may lack it for another reason. */
  readonly isOwn: boolean;
}

export interface JournalOptions {
  readonly clock: Clock;
  /** How long what comes from the server may wait: the server has it. */
  readonly serverDelayMs: () => number;
  /** Writes all or nothing. */
  write(changes: readonly Change[]): Promise<void>;
  onChange(): void;
  /** The document isn't kept any more: nothing more will be written. */
  onForgotten(): void;
}

/** What is typed is written at once; who types fast is written ten times a second. */
const intervalMs = 100;
const retryMs = 5000;
/** More changes that wait than this become one. */
const waitingMax = 64;

/** What is to be written, in its order, one write at a time. Nothing leaves it before it is in the storage. */
export class Journal {
  readonly #options: JournalOptions;
  #waiting: readonly Change[] = [];
  #writing: readonly Change[] = [];
  #work = Promise.resolve();
  #failure: DeviceFailure | undefined;
  #startedMs = 0;
  #due: { readonly atMs: number; readonly cancel: () => void } | undefined;
  #isOver = false;

  constructor(options: JournalOptions) {
    this.#options = options;
  }

  peek(): DeviceStatus {
    if (this.#isOver) return { state: 'off' };
    if (this.#failure !== undefined) return { state: 'failing', cause: this.#failure };
    const isKept = ![...this.#waiting, ...this.#writing].some(({ isOwn }) => isOwn);
    return { state: isKept ? 'kept' : 'keeping' };
  }

  add(change: Change): void {
    if (this.#isOver) return;
    this.#waiting = shortened([...this.#waiting, change]);
    if (change.isOwn) this.#plan(Math.max(0, this.#startedMs + intervalMs - this.#options.clock.nowMs()));
    else this.touch();
    if (change.isOwn) this.#options.onChange();
  }

  /** Something else is to be written of the document when it suits. */
  touch(): void {
    this.#plan(this.#options.serverDelayMs());
  }

  /** Writes what waits. It resolves also when that fails: then it waits on. */
  flush(): Promise<void> {
    this.#due?.cancel();
    this.#due = undefined;
    this.#work = this.#work.then(() => this.#write());
    return this.#work;
  }

  /** Writes nothing more. */
  close(): void {
    this.#isOver = true;
    this.#due?.cancel();
    this.#due = undefined;
  }

  #plan(delayMs: number): void {
    const { clock } = this.#options;
    const atMs = clock.nowMs() + (this.#failure === undefined ? delayMs : retryMs);
    if (this.#isOver || (this.#due && this.#due.atMs <= atMs)) return;
    this.#due?.cancel();
    const cancel = clock.after(atMs - clock.nowMs(), () => void this.flush());
    this.#due = { atMs, cancel };
  }

  async #write(): Promise<void> {
    if (this.#isOver) return;
    this.#startedMs = this.#options.clock.nowMs();
    this.#writing = this.#waiting;
    this.#waiting = [];
    try {
      await this.#options.write(this.#writing);
      this.#failure = undefined;
    } catch (error) {
      this.#waiting = shortened([...this.#writing, ...this.#waiting]);
      if (error instanceof ForgottenError) this.#forget();
      else this.#failure = deviceErrorOf(error).code;
    }
    this.#writing = [];
    if (this.#failure !== undefined) this.#plan(retryMs);
    this.#options.onChange();
  }

  #forget(): void {
    this.close();
    this.#options.onForgotten();
  }
}

function shortened(changes: readonly Change[]): readonly Change[] {
  return changes.length <= waitingMax ? changes : joined(changes);
}

/** At most one change of each kind; those of the server first, because what is typed builds on them. */
export function joined(changes: readonly Change[]): readonly Change[] {
  return [false, true].flatMap((isOwn) => {
    const updates = changes.filter((change) => change.isOwn === isOwn).map(({ update }) => update);
    return updates.length === 0 ? [] : [{ update: Y.mergeUpdates(updates), isOwn }];
  });
}
