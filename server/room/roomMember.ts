import type { CloseReason, Message } from '../protocol/index.ts';

/**
 * How full a member's socket is: at `some`, who is present can be told later; at `full`, whatever can be.
 * `Room.catchUp` is called when it has drained.
 */
export type Pressure = 'none' | 'some' | 'full';

/** What a room needs of a connection. */
export interface RoomMember {
  /** Who the log says brought this member's updates; empty where nobody is signed in. */
  readonly author: string;

  /** Whether updates are taken from this member; it may change while the member is in the room. */
  readonly mayWrite: boolean;

  /** Whether it takes its own update, when it comes back, for the word that it is on disk. */
  readonly takesEchoForReceipt: boolean;

  readonly pressure: Pressure;

  /** Hands over a message; one object goes to all members, so that each way of framing it is paid for once. */
  deliver(message: Message): void;

  /** What this member sent is on disk. */
  acknowledge(receipt: Receipt): void;

  /** One of its updates was not taken, and will not be, since it may not write. */
  refuse(): void;

  /** The room lets go of this member; it will not be told anything more. */
  dismiss(reason: CloseReason): void;
}

/** Tells a member that what it sent is on disk. */
export interface Receipt {
  /** How many of the updates that this member sent since it joined are on disk, without a gap: only ever grows. */
  readonly count: number;
  /** How many of its updates this receipt is for, those that were held back included. */
  readonly settled: number;
  /** These updates: what was taken of them, at least. Answers with nothing but known deletions are left out. */
  readonly updates: readonly Uint8Array[];
}
