import type { Message } from '../protocol/index.ts';
import { Presence } from './presence.ts';
import type { RoomMember } from './roomMember.ts';
import type { Windowed, WindowTimer } from './windowTimer.ts';

/**
 * Tells everybody in a room who is there. The first change leaves at once; while there are more, the latest word on each
 * client leaves once a window. Whoever made a change hears of it, too: some clients count on that as a sign of life.
 */
export class PresenceRelay implements Windowed {
  readonly #presence = new Presence();
  readonly #windows: WindowTimer;
  readonly #members: ReadonlyMap<RoomMember, unknown>;
  #changed = new Set<number>();

  /** @param members those in the room, as it changes */
  constructor(windows: WindowTimer, members: ReadonlyMap<RoomMember, unknown>) {
    this.#windows = windows;
    this.#members = members;
  }

  get isEmpty(): boolean {
    return this.#presence.isEmpty;
  }

  everybody(): Message {
    return { kind: 'awareness', update: this.#presence.encode() };
  }

  /** @throws {MalformedError} and takes nothing in. */
  receive(member: RoomMember, update: Uint8Array): void {
    this.#tell(this.#presence.receive(member, update));
  }

  /** See `Presence.greeted`. */
  greeted(member: RoomMember): void {
    this.#presence.greeted(member);
  }

  leave(member: RoomMember): void {
    this.#tell(this.#presence.leave(member));
  }

  closeWindow(): boolean {
    const changed = this.#changed;
    if (changed.size === 0) return false;
    this.#changed = new Set();
    const message: Message = { kind: 'awareness', update: this.#presence.encode(changed) };
    for (const member of this.#members.keys()) member.deliver(message);
    return true;
  }

  #tell(clientIds: readonly number[]): void {
    if (clientIds.length === 0) return;
    for (const clientId of clientIds) this.#changed.add(clientId);
    if (this.#windows.has(this)) return;
    this.#windows.enter(this);
    this.closeWindow();
  }
}
