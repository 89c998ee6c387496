import type { Laggards } from './laggards.ts';
import type { Parcel, Share } from './parcel.ts';
import type { RoomMember } from './roomMember.ts';
import type { Incoming, Seat } from './seat.ts';
import type { Windowed, WindowTimer } from './windowTimer.ts';

/** What of a seat has reached the disk since it was told last. */
interface Due {
  settled: number;
  readonly updates: Uint8Array[];
  /** Whether it has waited for at least one round of patience. */
  isOld: boolean;
}

export interface ReceiptsOptions {
  /** Those in the room, as it changes. */
  readonly seats: ReadonlyMap<RoomMember, Seat>;
  readonly laggards: Laggards;
  /** How long receipts gather in a room that is not busy. */
  readonly receiptWindows: WindowTimer;
  /** How often it is looked whether receipts have waited in vain for something to go with. */
  readonly receiptPatience: WindowTimer;
  /** Whether many rooms are busy at the same time. */
  readonly isProcessBusy: () => boolean;
}

/**
 * Tells members what of theirs is on disk. Nobody waits for a receipt to see anything, and by itself it costs as much as an update: so
 * where there is much to tell it goes with the next update for the same member, and by itself only when none has come for one to two
 * rounds of patience. In a quiet room the first receipts leave at once, and while there are more, they gather for a window.
 */
export class Receipts implements Windowed {
  readonly #options: ReceiptsOptions;
  readonly #waiting: Windowed = { closeWindow: () => this.#tellOld() };
  #due = new Map<Seat, Due>();

  constructor(options: ReceiptsOptions) {
    this.#options = options;
  }

  /**
   * All of the parcel is on disk.
   * @param isEchoed whether it is relayed only now: to whom that is the receipt, none is due for its news
   */
  add(parcel: Parcel, { isEchoed }: { readonly isEchoed: boolean }): void {
    for (const [seat, { news, known }] of parcel.shares) {
      for (const incoming of news) settleIn(seat, incoming);
      for (const incoming of known) settleIn(seat, incoming);
      const isTold = isEchoed && seat.member.takesEchoForReceipt && seat.ahead !== undefined;
      this.#owe(seat, { news: isTold ? [] : news, known });
    }
    if (this.#due.size === 0) return;
    const { receiptWindows, receiptPatience } = this.#options;
    if (this.#isNewsDue(parcel)) {
      receiptPatience.enter(this.#waiting);
    } else if (!receiptWindows.has(this)) {
      receiptWindows.enter(this);
      this.closeWindow();
    }
  }

  /** The seat is given something: what is due to it goes with that. */
  join(seat: Seat): void {
    const due = this.#due.get(seat);
    if (due === undefined) return;
    this.#due.delete(seat);
    this.#tell(seat, due);
  }

  closeWindow(): boolean {
    const due = this.#due;
    if (due.size === 0) return false;
    this.#due = new Map();
    for (const [seat, each] of due) this.#tell(seat, each);
    return true;
  }

  #tellOld(): boolean {
    for (const [seat, due] of this.#due) {
      if (due.isOld) this.join(seat);
      else due.isOld = true;
    }
    return this.#due.size > 0;
  }

  /** Whether there is likely to be something soon with which a receipt can go. */
  #isNewsDue({ shares }: Parcel): boolean {
    const { seats, isProcessBusy } = this.#options;
    return seats.size > 1 && (shares.size > 1 || isProcessBusy());
  }

  #tell(seat: Seat, { settled, updates }: Due): void {
    const { seats, laggards } = this.#options;
    if (seats.get(seat.member) === seat && !laggards.defersReceipt(seat, { settled, updates }))
      seat.member.acknowledge({ count: seat.ledger.saved, settled, updates });
  }

  #owe(seat: Seat, { news, known }: Share): void {
    if (news.length + known.length === 0) return;
    const due = this.#dueOf(seat);
    due.settled += news.length + known.length;
    for (const { update } of news) due.updates.push(update);
    for (const incoming of known) if (!isWhatItWasGiven(incoming)) due.updates.push(incoming.update);
  }

  #dueOf(seat: Seat): Due {
    let due = this.#due.get(seat);
    if (due === undefined) {
      due = { settled: 0, updates: [], isOld: false };
      this.#due.set(seat, due);
    }
    return due;
  }
}

function settleIn({ ledger }: Seat, { index, isAnswer }: Incoming): void {
  if (isAnswer) ledger.settleAnswer(index);
  else ledger.settle(index);
}

/**
 * Whether it is an answer with nothing but deletions, all of them known: whoever comes back sends all deletions that there are, and was
 * given them with the answer to its own question.
 */
function isWhatItWasGiven({ update, isAnswer }: Incoming): boolean {
  return isAnswer && update[0] === 0;
}
