import { exceeded } from '../limits/limits.ts';
import { type CloseReason, closeReason, MalformedError, type Message } from '../protocol/index.ts';
import { type Presence, PresenceTooLargeError } from './presence.ts';
import type { RoomMember } from './roomMember.ts';
import type { RoomWindows } from './roomWindows.ts';
import { arrearsOf, type Seat } from './seat.ts';
import type { Windowed } from './windowTimer.ts';

/**
 * Tells everybody in a room who is there. The first change leaves at once; while there are more, the latest word on each
 * client leaves once a window. Whoever made a change hears of it, too: some clients count on that as a sign of life.
 */
export class PresenceRelay implements Windowed {
  readonly #presence: Presence;
  readonly #windows: RoomWindows;
  readonly #seats: ReadonlyMap<RoomMember, Seat>;
  /** Up to where everybody was told, as presence counts it. */
  #mark = 0;
  #changed = new Set<number>();
  /** Everybody who is here, as long as nothing changes. */
  #everybody: Message | undefined;
  /** Whether it is busy: what changes now leaves at the end of the window. */
  #isGathering = false;

  /** @param seats those in the room, as it changes */
  constructor(windows: RoomWindows, seats: ReadonlyMap<RoomMember, Seat>, presence: Presence) {
    this.#presence = presence;
    this.#windows = windows;
    this.#seats = seats;
  }

  get isEmpty(): boolean {
    return this.#presence.isEmpty;
  }

  /** Tells a seat who is here. */
  introduce(seat: Seat): void {
    if (seat.member.pressure === 'none') seat.member.deliver(this.#message());
    else arrearsOf(seat).missPresence(0);
  }

  /** Tells a seat whose socket has drained of what changed meanwhile, who left included; later, where it is full again by now. */
  catchUp(seat: Seat): void {
    const { arrears, member } = seat;
    if (arrears?.presenceMark === undefined || member.pressure !== 'none') return;
    const changed = this.#presence.changedSince(arrears.presenceMark);
    seat.arrears = undefined;
    member.deliver(messageOf(this.#presence.encode(changed)));
  }

  /** @returns why it takes nothing in, if so. */
  receive(member: RoomMember, update: Uint8Array): CloseReason | undefined {
    try {
      this.#tell(this.#presence.receive(member, update));
    } catch (error) {
      if (error instanceof PresenceTooLargeError) return exceeded('presenceBytes');
      if (!(error instanceof MalformedError)) throw error;
      return closeReason('malformed', `This is no valid presence: ${error.message}.`);
    }
    return undefined;
  }

  /** See `Presence.greeted`. */
  greeted(member: RoomMember): void {
    this.#presence.greeted(member);
  }

  leave(member: RoomMember): void {
    this.#tell(this.#presence.leave(member));
  }

  closeWindow(): boolean {
    this.#isGathering = false;
    if (this.#relay()) this.#gather();
    return false;
  }

  #relay(): boolean {
    const changed = this.#changed;
    if (changed.size === 0) return false;
    this.#changed = new Set();
    const message = messageOf(this.#presence.encode(changed));
    for (const [member, seat] of this.#seats)
      if (member.pressure === 'none') member.deliver(message);
      else arrearsOf(seat).missPresence(this.#mark);
    this.#mark = this.#presence.told;
    return true;
  }

  #tell(clientIds: readonly number[]): void {
    if (clientIds.length === 0) return;
    this.#everybody = undefined;
    for (const clientId of clientIds) this.#changed.add(clientId);
    if (this.#isGathering) return;
    this.#gather();
    this.#relay();
  }

  #gather(): void {
    this.#isGathering = true;
    this.#windows.open(this, this.#seats.size);
  }

  #message(): Message {
    this.#everybody ??= messageOf(this.#presence.encode());
    return this.#everybody;
  }
}

function messageOf(update: Uint8Array): Message {
  return { kind: 'awareness', update };
}
