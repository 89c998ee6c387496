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
  /** The news that came as answers. */
  readonly #answers: Incoming[] = [];
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
    if (incoming.isAnswer) this.#answers.push(incoming);
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

  /** Whether there is anything that `messageFor` keeps from some until it is on disk. */
  get hasAnswers(): boolean {
    return this.#answers.length > 0;
  }

  /**
   * What to give to this seat at once: all the news, but where it would take that for a receipt, neither its own nor the
   * answers. After a crash the first who comes back brings in its answer what the server lost, of others, too.
   */
  messageFor(seat: Seat): Message | undefined {
    const own = this.#newsOf(seat);
    if (own.length === this.#entries.length) return undefined;
    if (!seat.member.takesEchoForReceipt) return this.#whole();
    const kept = new Set([...own, ...this.#answers].map(({ update }) => update));
    return kept.size === 0 ? this.#whole() : merged(this.#entries.filter(({ update }) => !kept.has(update)));
  }

  /** What of others `messageFor` kept from this seat, to be given when it is on disk. */
  lateMessageFor(seat: Seat): Message | undefined {
    if (!seat.member.takesEchoForReceipt) return undefined;
    const own = this.#newsOf(seat);
    return merged(this.#answers.filter((answer) => !own.includes(answer)));
  }

  #newsOf(seat: Seat): readonly Incoming[] {
    return this.#shares.get(seat)?.news ?? [];
  }

  /** All its news as one message, made once for everybody. */
  #whole(): Message | undefined {
    this.#message ??= merged(this.#entries);
    return this.#message;
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

/** @returns undefined when there is nothing to merge */
function merged(parts: readonly { readonly update: Uint8Array }[]): Message | undefined {
  if (parts.length === 0) return undefined;
  return { kind: 'update', update: mergeUpdates(parts.map(({ update }) => update)) };
}
