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
 * What a room gathers in one window: it leaves as one message to everybody else, goes to the log as one append, and is then
 * confirmed to those who wrote in it.
 */
export class Parcel {
  readonly #entries: Entry[] = [];
  readonly #shares = new Map<Seat, Share>();
  readonly #whenSettled: ((outcome: 'saved' | 'dropped') => void)[] = [];
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
    this.#shareOf(seat).news.push(incoming);
    this.#entries.push({ timeMs, author: seat.member.author, update: incoming.update });
  }

  addKnown(seat: Seat, incoming: Incoming): void {
    this.#shareOf(seat).known.push(incoming);
  }

  /** What the server itself writes, or with no entry, only waits for. */
  addOwn(entry: Entry | undefined, onSettled: (outcome: 'saved' | 'dropped') => void): void {
    this.#whenSettled.push(onSettled);
    if (entry !== undefined) this.#entries.push(entry);
  }

  settle(outcome: 'saved' | 'dropped'): void {
    for (const action of this.#whenSettled) action(outcome);
  }

  /** What to give to this seat at once: all the news; but none of its own where it would take that for a receipt. */
  messageFor(seat: Seat): Message | undefined {
    const own = this.#shares.get(seat)?.news ?? [];
    if (own.length === 0) return this.#whole();
    if (own.length === this.#entries.length) return undefined;
    return seat.member.takesEchoForReceipt ? this.#without(own) : this.#whole();
  }

  /** All its news as one message, made once for everybody; undefined when there is none. */
  #whole(): Message | undefined {
    if (this.#entries.length === 0) return undefined;
    this.#message ??= merged(this.#entries);
    return this.#message;
  }

  #without(own: readonly Incoming[]): Message {
    const updates = new Set(own.map(({ update }) => update));
    return merged(this.#entries.filter(({ update }) => !updates.has(update)));
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
