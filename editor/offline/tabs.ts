import { type Place, sharedName } from './records.ts';

/** What a tab tells the others of the same document and person. */
export interface Notice {
  readonly updates: readonly NoticedUpdate[];
  /** Whether the tab has sent them to the server. */
  readonly isSent: boolean;
  /** The clients that the tab types by; a tab of an earlier version doesn't say. */
  readonly authors?: readonly number[];
}

export interface NoticedUpdate {
  readonly update: Uint8Array;
  /** Where it is kept; undefined for what the storage did not take. */
  readonly id: number | undefined;
  readonly isUnsaved: boolean;
}

/** What the browser offers to tabs; both may be missing. */
export interface TabTools {
  readonly BroadcastChannel?: typeof globalThis.BroadcastChannel | undefined;
  readonly locks?: LockManager | undefined;
}

export interface TabsOptions extends TabTools {
  readonly place: Place;
  onNotice(notice: Notice): void;
}

/**
 * The tabs of one browser that have one document open. They hear of each other without a network, and one of them is the
 * first: it does what one has to do for all. Where the browser has no locks everyone is; that costs work, and nothing else.
 */
export class Tabs {
  readonly #channel: BroadcastChannel | undefined;
  readonly #left = new AbortController();
  #isFirst: boolean;

  constructor({ place, BroadcastChannel, locks, onNotice }: TabsOptions) {
    const name = sharedName(place);
    this.#channel = BroadcastChannel && new BroadcastChannel(name);
    if (this.#channel) this.#channel.onmessage = ({ data }: MessageEvent<Notice>) => onNotice(data);
    this.#isFirst = locks === undefined;
    locks?.request(name, { signal: this.#left.signal }, () => this.#lead()).catch(() => {}); // It was left before.
  }

  get isFirst(): boolean {
    return this.#isFirst;
  }

  tell(notice: Notice): void {
    if (!this.#left.signal.aborted) this.#channel?.postMessage(notice);
  }

  leave(): void {
    this.#left.abort();
    this.#channel?.close();
  }

  /** Until it leaves. */
  #lead(): Promise<void> {
    this.#isFirst = true;
    const { signal } = this.#left;
    return new Promise((resolve) => {
      if (signal.aborted) resolve();
      signal.addEventListener('abort', () => resolve());
    });
  }
}

/** Tells which documents some tab has open, as far as the browser says. */
export async function findOpen(locks: LockManager | undefined): Promise<(place: Place) => boolean> {
  const held = (await locks?.query())?.held ?? [];
  const names = new Set(held.map(({ name }) => name));
  return (place) => names.has(sharedName(place));
}
