import type { Entry } from '@scriptorium/persistence';
import { mergeParts, type Part, partOf, startsOf, updateSince } from '../document/merge.ts';
import type { StateVector } from '../document/stateVector.ts';
import type { Message } from '../protocol/index.ts';
import type { Incoming, Seat } from './seat.ts';

type News = Extract<Message, { kind: 'update' }>;

/** What one seat has in a parcel. */
export interface Share {
  /** Its updates that are news, and so part of the parcel's message. */
  readonly news: readonly Incoming[];
  /** Its updates that the document had already. */
  readonly known: readonly Incoming[];
}

interface GrowingShare extends Share {
  readonly news: Incoming[];
  readonly known: Incoming[];
}

/**
 * What a room gathers in one window: it leaves as one message to everybody else, goes to the log as one append, and is then
 * confirmed to those who wrote in it.
 */
export class Parcel {
  readonly #entries: Entry[] = [];
  readonly #shares = new Map<Seat, GrowingShare>();
  readonly #whenSettled: ((outcome: 'saved' | 'dropped') => void)[] = [];
  /** How many seats have news in it that would take their own for a receipt. */
  #echoes = 0;
  #message: News | undefined;
  /** The entries taken apart: all messages are made of these, and with a slow disk each author in a crowd is sent one of its own. */
  readonly #parts: Part[] = [];
  #starts: StateVector | undefined;

  get isEmpty(): boolean {
    return this.#shares.size === 0 && this.#whenSettled.length === 0;
  }

  get entries(): readonly Entry[] {
    return this.#entries;
  }

  get shares(): ReadonlyMap<Seat, Share> {
    return this.#shares;
  }

  /** How many seats have news in it that would take their own for a receipt. */
  get echoes(): number {
    return this.#echoes;
  }

  /** Of each client that it has news of, where these begin. */
  get starts(): StateVector {
    this.#starts ??= startsOf(this.#entries.map(({ update }) => update));
    return this.#starts;
  }

  addNews(seat: Seat, { incoming, part, timeMs }: { incoming: Incoming; part: Part; timeMs: number }): void {
    const { news } = this.#shareOf(seat);
    if (news.length === 0 && seat.member.takesEchoForReceipt) this.#echoes += 1;
    news.push(incoming);
    this.#entries.push({ timeMs, author: incoming.author, update: incoming.update });
    this.#parts.push(part);
  }

  addKnown(seat: Seat, incoming: Incoming): void {
    this.#shareOf(seat).known.push(incoming);
  }

  /** What the server itself writes, or with no entry, only waits for. */
  addOwn(entry: Entry | undefined, onSettled: (outcome: 'saved' | 'dropped') => void): void {
    this.#whenSettled.push(onSettled);
    if (entry === undefined) return;
    this.#entries.push(entry);
    this.#parts.push(partOf(entry.update));
  }

  settle(outcome: 'saved' | 'dropped'): void {
    for (const action of this.#whenSettled) action(outcome);
  }

  /**
   * What to give to this seat at once: nothing before its question was answered, then all the news; but where it would take that
   * for a receipt, neither its own nor what it had before the document did. After a crash the first who comes back brings what
   * the server lost, of others, too.
   */
  messageFor(seat: Seat): News | undefined {
    const { member, ahead } = seat;
    const own = this.#newsOf(seat);
    if (ahead === undefined || own.length === this.#entries.length) return undefined;
    if (!member.takesEchoForReceipt) return this.whole();
    const others = own.length === 0 ? this.whole() : this.#without(own);
    return ahead.size === 0 ? others : without(others, ahead);
  }

  /** All its news as one message, made once for everybody. */
  whole(): News | undefined {
    this.#message ??= messageOf(this.#entries, this.#parts);
    return this.#message;
  }

  #without(own: readonly Incoming[]): News | undefined {
    const isOther = ({ update }: Entry): boolean => !own.some((incoming) => incoming.update === update);
    const entries: Entry[] = [];
    const parts: Part[] = [];
    for (const [at, entry] of this.#entries.entries()) {
      const part = this.#parts[at];
      if (part === undefined || !isOther(entry)) continue;
      entries.push(entry);
      parts.push(part);
    }
    return messageOf(entries, parts);
  }

  #newsOf(seat: Seat): readonly Incoming[] {
    return this.#shares.get(seat)?.news ?? [];
  }

  #shareOf(seat: Seat): GrowingShare {
    let share = this.#shares.get(seat);
    if (share === undefined) {
      share = { news: [], known: [] };
      this.#shares.set(seat, share);
    }
    return share;
  }
}

/** @returns undefined when there is nothing to merge */
function messageOf(entries: readonly Entry[], parts: readonly Part[]): News | undefined {
  const [only] = entries;
  if (only === undefined) return undefined;
  return { kind: 'update', update: entries.length === 1 ? only.update : mergeParts(parts) };
}

function without(news: News | undefined, ahead: StateVector): News | undefined {
  const update = news && updateSince(news.update, ahead);
  if (update === undefined || update === news?.update) return update && news;
  return { kind: 'update', update };
}
