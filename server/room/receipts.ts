import type { Parcel, Share } from './parcel.ts';
import type { Incoming, Seat } from './seat.ts';
import type { Windowed, WindowTimer } from './windowTimer.ts';

/** What of a seat has reached the disk since it was told last. */
interface Due {
  settled: number;
  readonly updates: Uint8Array[];
}

/**
 * Tells members what of theirs is on disk. The first receipts leave at once; while there are more, they gather for a window
 * that is longer than that of updates: nobody waits for a receipt to see anything.
 */
export class Receipts implements Windowed {
  readonly #windows: WindowTimer;
  readonly #isTold: (seat: Seat, due: Due) => boolean;
  #due = new Map<Seat, Due>();

  /** @param isTold whether a seat is to be told now */
  constructor(windows: WindowTimer, isTold: (seat: Seat, due: Due) => boolean) {
    this.#windows = windows;
    this.#isTold = isTold;
  }

  /**
   * All of the parcel is on disk.
   * @param isEchoed whether it was relayed only then: to whom that is the receipt, none is due for its news
   */
  add(parcel: Parcel, { isEchoed }: { readonly isEchoed: boolean }): void {
    for (const [seat, { news, known }] of parcel.shares) {
      for (const { index } of news) seat.ledger.settle(index);
      for (const { index } of known) seat.ledger.settle(index);
      const isTold = isEchoed && seat.member.takesEchoForReceipt && seat.ahead !== undefined;
      this.#owe(seat, { news: isTold ? [] : news, known });
    }
    if (this.#due.size === 0 || this.#windows.has(this)) return;
    this.#windows.enter(this);
    this.closeWindow();
  }

  closeWindow(): boolean {
    const due = this.#due;
    if (due.size === 0) return false;
    this.#due = new Map();
    for (const [seat, { settled, updates }] of due)
      if (this.#isTold(seat, { settled, updates }))
        seat.member.acknowledge({ count: seat.ledger.saved, settled, updates });
    return true;
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
      due = { settled: 0, updates: [] };
      this.#due.set(seat, due);
    }
    return due;
  }
}

/**
 * Whether it is an answer with nothing but deletions, all of them known: whoever comes back sends all deletions that there are, and was
 * given them with the answer to its own question.
 */
function isWhatItWasGiven({ update, isAnswer }: Incoming): boolean {
  return isAnswer && update[0] === 0;
}
