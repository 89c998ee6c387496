import type { Entry } from '@scriptorium/persistence';
import { mergeUpdates } from '../document/merge.ts';
import type { Message } from '../protocol/index.ts';
import type { Incoming, Seat } from './seat.ts';

/** What one seat has in a parcel. */
interface Share {
  /** Its updates that are news, and so part of the parcel's message. */
  readonly news: Incoming[];
  /** Its updates that the document had already. */
  readonly known: Incoming[];
}

/**
 * What a room gathers in one window: it leaves as one message to those who did not write it, goes to the log as one
 * append, and is then confirmed to those who did.
 */
export class Parcel {
  readonly #entries: Entry[] = [];
  readonly #shares = new Map<Seat, Share>();
  readonly #whenSettled: ((outcome: 'saved' | 'dropped') => void)[] = [];
  #authors = 0;
  #hasServerNews = false;
  #message: Message | undefined;

  get isEmpty(): boolean {
    return this.#shares.size === 0 && this.#whenSettled.length === 0;
  }

  get entries(): readonly Entry[] {
    return this.#entries;
  }

  get shares(): ReadonlyMap<Seat, Readonly<Share>> {
    return this.#shares;
  }

  addNews(seat: Seat, { incoming, timeMs }: { incoming: Incoming; timeMs: number }): void {
    const share = this.#shareOf(seat);
    if (share.news.length === 0) this.#authors += 1;
    share.news.push(incoming);
    this.#entries.push({ timeMs, author: seat.member.author, update: incoming.update });
  }

  addKnown(seat: Seat, incoming: Incoming): void {
    this.#shareOf(seat).known.push(incoming);
  }

  /** What the server itself writes, or with no entry, only waits for. */
  addOwn(entry: Entry | undefined, onSettled: (outcome: 'saved' | 'dropped') => void): void {
    this.#whenSettled.push(onSettled);
    if (entry === undefined) return;
    this.#hasServerNews = true;
    this.#entries.push(entry);
  }

  settle(outcome: 'saved' | 'dropped'): void {
    for (const action of this.#whenSettled) action(outcome);
  }

  hasNewsOf(seat: Seat): boolean {
    return (this.#shares.get(seat)?.news.length ?? 0) > 0;
  }

  /** Whether an author of this parcel has something to learn from it. */
  get isMixed(): boolean {
    return this.#authors > (this.#hasServerNews ? 0 : 1);
  }

  /** All its news as one message, made once; undefined when there is none. */
  message(): Message | undefined {
    if (this.#entries.length === 0) return undefined;
    this.#message ??= merged(this.#entries);
    return this.#message;
  }

  /** The news of everybody but `seat`. */
  messageWithout(seat: Seat): Message | undefined {
    const own = new Set(this.#shares.get(seat)?.news.map(({ update }) => update));
    const others = this.#entries.filter(({ update }) => !own.has(update));
    return others.length === 0 ? undefined : merged(others);
  }

  #shareOf(seat: Seat): Share {
    let share = this.#shares.get(seat);
    if (share === undefined) {
      share = { news: [], known: [] };
      this.#shares.set(seat, share);
    }
    return share;
  }
}

function merged(entries: readonly Entry[]): Message {
  return { kind: 'update', update: mergeUpdates(entries.map(({ update }) => update)) };
}
