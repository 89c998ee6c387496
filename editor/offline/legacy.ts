import * as Y from 'yjs';
import type { bind } from '../collab/bind.ts';
import { type Recovered, recover } from '../collab/recovery.ts';
import type { Succession } from './succession.ts';

export interface LegacyOptions {
  /** All that the device keeps of the document. */
  readonly kept: Uint8Array;
  /** The part of it that the server may lack. */
  readonly unsaved: Uint8Array;
  /** The clients that have typed `unsaved`. */
  readonly authors: readonly number[];
  /** What the server has said of the document so far; undefined where it has said nothing: what it says later goes before the view. */
  readonly now: () => Uint8Array | undefined;
  readonly open: typeof bind | undefined;
  readonly succession: Succession;
  readonly mayWrite: () => boolean;
  /** Puts `unsaved` into the document. */
  readonly bring: (update: Uint8Array) => void;
  /** Puts into it what was lost of that, which is typed by another client of this session. */
  readonly putBack: (update: Uint8Array, author: number) => void;
}

/**
 * What earlier sessions have typed and the server may lack. Where the server's content was here first, some of it may have been swept
 * away: then it comes in together with that part, which is put back. Once it had come in alone, nobody could tell it from what was
 * deleted by will; so it is left where it is as long as it is another tab's to put it back.
 */
export class Legacy {
  readonly #options: LegacyOptions;
  #isIn = false;
  /** Whether it waits for the end of another session. */
  #isWaiting = false;
  /** What is to be put back as soon as one may write. */
  #owed: Recovered | undefined;

  constructor(options: LegacyOptions) {
    this.#options = options;
  }

  /** Whether nothing of it is left to do. */
  get isDone(): boolean {
    return this.#isIn && !this.#owed;
  }

  /** Comes in as far as it can now. @returns whether `unsaved` has done so in this call */
  enter(): boolean {
    const wasIn = this.#isIn;
    if (!wasIn) this.#open();
    if (this.#owed && this.#options.mayWrite()) {
      const { update, author } = this.#owed;
      this.#owed = undefined;
      this.#options.putBack(update, author);
    }
    return this.#isIn && !wasIn;
  }

  #open(): void {
    const { kept, authors, unsaved, open, succession, mayWrite, bring, putBack } = this.#options;
    if (this.#isWaiting && !succession.has(authors)) return;
    const now = this.#options.now();
    const recovered = open && now && recover({ kept, authors, open, now });
    this.#isWaiting = recovered !== undefined && !succession.has(authors);
    if (this.#isWaiting) return;
    this.#isIn = true;
    if (recovered && mayWrite()) putBack(Y.mergeUpdates([unsaved, recovered.update]), recovered.author);
    else {
      this.#owed = recovered;
      bring(unsaved);
    }
  }
}
