import type { DurableIndex, Moment } from './durableIndex.ts';
import { type Ids, idsOf, isEmpty, textOf } from './ids.ts';

/** What was found to be wrong. */
export interface Finding {
  /** The promise that was broken, in a word or two; one of a few. */
  readonly check: string;
  readonly text: string;
}

/** An update as its author's editor made it. */
export interface Typed {
  readonly by: string;
  readonly update: Uint8Array;
  readonly ids: Ids;
}

/** What somebody was told is saved. */
interface Told {
  readonly who: string;
  readonly ids: Ids;
}

/** Sees everything, and keeps the first thing that is wrong. */
export class Witness {
  /** Takes a line for each thing that happens, where somebody wants to read it. */
  readonly #note: ((line: string) => void) | undefined;
  readonly #typed = new Map<string, Typed[]>();
  readonly #told = new Map<string, Told[]>();
  /** How often each thing happened, to know what a run was worth. */
  readonly counts = new Map<string, number>();
  finding: Finding | undefined;

  constructor(note?: (line: string) => void) {
    this.#note = note;
  }

  /** @param line made only if somebody reads it */
  note(line: () => string): void {
    this.#note?.(line());
  }

  find(check: string, text: string): void {
    this.finding ??= { check, text };
  }

  count(what: string, times = 1): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + times);
  }

  made(document: string, { by, update }: { readonly by: string; readonly update: Uint8Array }): Ids {
    this.count('updates made');
    const ids = idsOf(update);
    listOf(this.#typed, document).push({ by, update, ids });
    this.note(() => `${by} makes ${textOf(ids)} in ${document}`);
    return ids;
  }

  typedIn(document: string): readonly Typed[] {
    return this.#typed.get(document) ?? [];
  }

  /** Somebody hears that these are saved: they must have been durable when the server said so. */
  told(
    document: string,
    { who, ids, sentAt, index }: Told & { sentAt: Moment; index: DurableIndex | undefined },
  ): void {
    if (isEmpty(ids)) return;
    this.note(() => `${who} is told that ${textOf(ids)} in ${document} is saved, said at ${sentAt}`);
    this.count('saved updates told');
    if (index === undefined) return;
    const lacking = index.lacks(ids, sentAt);
    if (lacking !== undefined)
      this.find(
        'told before durable',
        `${who} was told that ${lacking} in ${document} is saved, and it was not`,
      );
    listOf(this.#told, document).push({ who, ids });
  }

  /** @returns in words something that was called saved and is not in the index; undefined when all is. */
  brokenPromise(document: string, index: DurableIndex): string | undefined {
    for (const { who, ids } of this.#told.get(document) ?? []) {
      const lacking = index.lacks(ids);
      if (lacking !== undefined) return `${who} was told that ${lacking} is saved`;
    }
    return undefined;
  }
}

function listOf<T>(lists: Map<string, T[]>, key: string): T[] {
  const list = lists.get(key) ?? [];
  lists.set(key, list);
  return list;
}
