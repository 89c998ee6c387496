import type { DocumentState } from '../document/documentState.ts';
import { mergeUpdates, startsOf, updateSince } from '../document/merge.ts';
import { parseStateVector, type StateVector } from '../document/stateVector.ts';
import type { Message } from '../protocol/index.ts';
import type { Arrears } from './arrears.ts';
import type { Parcel } from './parcel.ts';
import type { Receipt } from './roomMember.ts';
import { arrearsOf, type Seat } from './seat.ts';

const nothing: StateVector = new Map();

/**
 * Members whose sockets are full. They are told nothing that can be told later, and when they have drained, one update with all that they
 * missed, however long that was.
 *
 * 1. It holds all that the member was not given, deletions included, and what is owed to it as an echo.
 * 2. It holds nothing for which its reader would take it as a receipt before the disk has it: up to what is on disk it is made from the
 *    document, and of what is on its way there it has what the member would have been given.
 * 3. It is for this member only: another would lack what is before it (S20).
 */
export class Laggards {
  readonly #state: DocumentState;
  /** What was relayed before the disk had it, in order, counted. */
  readonly #unsaved = new Map<Parcel, number>();
  #relayed = 0;

  constructor(state: DocumentState) {
    this.#state = state;
  }

  /** The parcel is relayed before the disk has it. */
  relayed(parcel: Parcel): void {
    this.#relayed += 1;
    this.#unsaved.set(parcel, this.#relayed);
  }

  /** The parcel is on disk, or never will be. */
  settled(parcel: Parcel): void {
    this.#unsaved.delete(parcel);
  }

  /** @returns whether the seat is given this parcel later; not who has not asked yet, since its answer will hold it. */
  defers(seat: Seat, parcel: Parcel): boolean {
    if (seat.ahead === undefined || !isLagging(seat)) return false;
    arrearsOf(seat).miss(this.#unsaved.get(parcel) ?? this.#relayed + 1, parcel.starts);
    return true;
  }

  /** @returns whether the seat's question is answered later; one that is malformed is not. */
  defersAnswer(seat: Seat, vector: Uint8Array): boolean {
    const question = isLagging(seat) ? parseStateVector(vector) : undefined;
    if (question?.kind !== 'parsed') return false;
    arrearsOf(seat).ask(question.vector);
    return true;
  }

  /**
   * @returns whether the seat is told later that this is on disk. Who was never answered gets an echo at once all the same: what else
   * the document has would mean nothing to it.
   */
  defersReceipt(seat: Seat, { settled, updates }: Omit<Receipt, 'count'>): boolean {
    const { member } = seat;
    if (!isLagging(seat)) return false;
    if (member.takesEchoForReceipt) {
      if (seat.ahead === undefined) return false;
      arrearsOf(seat).missEcho(startsOf(updates));
    }
    arrearsOf(seat).owe(settled);
    return true;
  }

  /** Tells a seat whose socket has drained what it missed; not of presence. All parcels were relayed. */
  catchUp(seat: Seat): void {
    const { member, arrears, ledger } = seat;
    if (arrears === undefined) return;
    seat.arrears = undefined;
    if (arrears.isBehind) member.deliver(this.#messageFor(seat, arrears));
    const { settled, presenceMark } = arrears;
    if (settled > 0) member.acknowledge({ count: ledger.saved, settled, updates: [] });
    if (presenceMark !== undefined) arrearsOf(seat).missPresence(presenceMark);
  }

  #messageFor(seat: Seat, arrears: Arrears): Message {
    const update = seat.member.takesEchoForReceipt
      ? this.#withoutEchoes(seat, arrears)
      : this.#state.between({ from: (client) => arrears.startOf(client), until: nothing });
    return { kind: arrears.question === undefined ? 'update' : 'syncStep2', update };
  }

  #withoutEchoes(seat: Seat, arrears: Arrears): Uint8Array {
    const { question } = arrears;
    const parts: Uint8Array[] = [];
    const unsaved = new Map<number, number>();
    for (const [parcel, ordinal] of this.#unsaved) {
      for (const [client, start] of parcel.starts)
        unsaved.set(client, Math.min(start, unsaved.get(client) ?? start));
      if (question === undefined && ordinal < arrears.parcel) continue;
      const update = parcel.messageFor(seat)?.update;
      const rest = question === undefined ? update : update && updateSince(update, question);
      if (rest !== undefined) parts.push(rest);
    }
    const saved = this.#state.between({ from: (client) => arrears.startOf(client), until: unsaved });
    return parts.length === 0 ? saved : mergeUpdates([saved, ...parts]);
  }
}

/** Once it misses something it misses all that comes after, until it has drained. */
function isLagging({ arrears, member }: Seat): boolean {
  return arrears?.isBehind === true || member.pressure === 'full';
}
