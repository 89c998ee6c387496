import type { StateVector } from '../document/stateVector.ts';
import type { Limits } from '../limits/limits.ts';
import { Arrears } from './arrears.ts';
import { Ledger } from './ledger.ts';
import type { RoomMember } from './roomMember.ts';

/** An update as it came in, and which of its member's it is: 1, 2, 3, … */
export interface Incoming {
  readonly index: number;
  readonly update: Uint8Array;
  /** Who brought it, then; its member may be somebody else by the time it is taken. */
  readonly author: string;
  /** Whether it came as the answer to a SyncStep1. */
  readonly isAnswer: boolean;
}

const nothing: ReadonlySet<Incoming> = new Set();

/** A member's place in a room: what was taken of it, and what waits for its predecessors. */
export class Seat {
  readonly member: RoomMember;
  readonly ledger = new Ledger();
  /** Whether the member was asked for what is missing and has not answered yet. */
  isAsked = true;
  /**
   * What the member had and the document lacked when its own question was answered; undefined before that, when what others
   * write would only build on what it lacks.
   */
  ahead: StateVector | undefined;
  /** What it is to be told when its socket has drained; undefined when nothing. */
  arrears: Arrears | undefined;
  /** Made when it is needed, as few ever have anything held back. */
  #held: Set<Incoming> | undefined;
  #heldBytes = 0;

  constructor(member: RoomMember) {
    this.member = member;
  }

  /** In the order in which they came. */
  get held(): ReadonlySet<Incoming> {
    return this.#held ?? nothing;
  }

  get heldBytes(): number {
    return this.#heldBytes;
  }

  /** @returns the limit that it went beyond, and then it is not held. */
  hold(incoming: Incoming, limits: Limits): 'heldUpdates' | 'heldBytes' | undefined {
    const bytes = this.#heldBytes + incoming.update.length;
    if (this.held.size >= limits.heldUpdates) return 'heldUpdates';
    if (bytes > limits.heldBytes) return 'heldBytes';
    this.#held ??= new Set();
    this.#held.add(incoming);
    this.#heldBytes = bytes;
    this.ledger.hold(incoming.index);
    return undefined;
  }

  /** An update is not taken, and its member is told. */
  refuse(index: number): void {
    this.ledger.refuse(index);
    this.member.refuse();
  }

  /** It is held back no longer, but counts as saved only once it is settled. */
  drop(incoming: Incoming): void {
    if (this.#held?.delete(incoming) === true) this.#heldBytes -= incoming.update.length;
  }
}

export function arrearsOf(seat: Seat): Arrears {
  seat.arrears ??= new Arrears();
  return seat.arrears;
}
