import type { Message } from '../protocol/index.ts';
import type { Clock } from './clock.ts';
import type { Journal } from './journal.ts';
import type { Latency } from './latency.ts';
import type { Parcel } from './parcel.ts';
import { Receipts, type ReceiptsOptions } from './receipts.ts';
import type { Seat } from './seat.ts';
import type { Tally } from './tally.ts';
import type { Windowed, WindowTimer } from './windowTimer.ts';

export interface DispatchOptions extends ReceiptsOptions {
  readonly journal: Journal;
  /** How long a parcel may wait for the disk before it is relayed. */
  readonly diskWindows: WindowTimer;
  readonly clock: Clock;
  readonly tally: Tally;
  /** Entries have reached the disk. */
  readonly onSaved: (entries: number) => void;
}

/** So many messages cost less than a crowd's. */
const fewEchoes = 3;

/**
 * How parcels leave: to the room and to the log. Most are relayed before the disk has them, and their authors are told later. But where
 * several authors take an echo for a receipt, that would be a message of its own for each, and an echo for each. So such a parcel waits
 * for the disk a moment: if the disk has it by then, one message is everybody's news and its authors' receipt.
 *
 * 1. Parcels are relayed in the order in which they were sent, which is the order of the log; at most the last one waits.
 * 2. What is relayed before it is on disk holds nothing for which its reader would take it as a receipt.
 */
export class Dispatch implements Windowed {
  readonly #options: DispatchOptions;
  readonly #receipts: Receipts;
  #waiting: Parcel | undefined;

  constructor(options: DispatchOptions) {
    this.#options = options;
    this.#receipts = new Receipts(options);
  }

  send(parcel: Parcel): void {
    const { journal, diskWindows } = this.#options;
    this.release();
    if (this.#isWorthWaiting(parcel) && !journal.isBehind) {
      this.#waiting = parcel;
      diskWindows.enter(this);
    } else {
      this.#relay(parcel);
    }
    journal.write(parcel.entries, (outcome) => this.#settle(parcel, outcome));
  }

  /** Relays what waits for the disk without waiting any longer. */
  release(): void {
    const parcel = this.#waiting;
    if (parcel === undefined) return;
    this.#stopWaiting();
    this.#relay(parcel);
  }

  closeWindow(): boolean {
    this.release();
    return false;
  }

  #relay(parcel: Parcel): void {
    this.#options.laggards.relayed(parcel);
    this.#relayEach(parcel, (seat) => parcel.messageFor(seat));
  }

  /** Only when it is on disk. */
  #relayWhole(parcel: Parcel): void {
    const message = parcel.whole();
    this.#relayEach(parcel, ({ ahead }) => (ahead === undefined ? undefined : message));
  }

  #relayEach(parcel: Parcel, messageFor: (seat: Seat) => Message | undefined): void {
    const { seats, tally, laggards } = this.#options;
    for (const [member, seat] of seats) {
      if (laggards.defers(seat, parcel)) continue;
      const message = messageFor(seat);
      if (message === undefined) continue;
      member.deliver(message);
      this.#receipts.join(seat);
      tally.delivered += 1;
    }
    this.#observe(tally.windows, parcel);
  }

  /** In a busy process the disk takes longer, as everything does, and receipts of few authors go with what comes next. */
  #isWorthWaiting({ echoes }: Parcel): boolean {
    return echoes > (this.#options.isProcessBusy() ? fewEchoes : 1);
  }

  #stopWaiting(): void {
    this.#waiting = undefined;
    this.#options.diskWindows.leave(this);
  }

  #settle(parcel: Parcel, outcome: 'saved' | 'dropped'): void {
    const { laggards, tally, onSaved } = this.#options;
    laggards.settled(parcel);
    const isWaiting = parcel === this.#waiting;
    if (isWaiting) this.#stopWaiting();
    if (outcome === 'saved') {
      // First, so that they go with what is relayed now.
      this.#receipts.add(parcel, { isEchoed: isWaiting });
      if (isWaiting) this.#relayWhole(parcel);
      this.#observe(tally.commits, parcel);
      onSaved(parcel.entries.length);
    }
    parcel.settle(outcome);
  }

  /** How long it has taken since the first of it was taken. */
  #observe(latency: Latency, { entries: [first] }: Parcel): void {
    if (first !== undefined) latency.observe(this.#options.clock.nowMs() - first.timeMs);
  }
}
