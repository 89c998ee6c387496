import { jsonDepth, nestingMax } from '../document/content.ts';
import { type Limits, usualLimits } from '../limits/limits.ts';
import {
  type AwarenessEntry,
  absentState,
  decodeAwareness,
  decodeText,
  encodeAwareness,
  isAbsent,
  MalformedError,
} from '../protocol/index.ts';
import type { RoomMember } from './roomMember.ts';

/** Clocks above this are refused, since the server must be able to count on from every clock it took. */
const clockMax = 2 ** 31;
/** A client takes over what it hears within a round trip; more are on their way only if it changes in each window. */
const saidMax = 32;
/** How many who have left are remembered by their clock, so that one who comes back is seen at once. */
const absentMax = 1000;

/** What a client says about itself goes beyond the limit `presenceBytes`. */
export class PresenceTooLargeError extends MalformedError {}

interface Present {
  /** What the others were told: the owner's own clock, or a higher one where theirs would have been ignored. */
  clock: number;
  /** The owner's last word on it. */
  ownClock: number;
  state: Uint8Array;
  /** What everybody was told under clocks above the owner's own: it takes them over, and says so. */
  readonly said: Map<number, Uint8Array>;
  /** When the others were told, by a count of all that is told. */
  toldAt: number;
  /** Those who brought it: a reconnected client and its half-open past may both have. All of them are the same user's. */
  readonly owners: Set<RoomMember>;
  user: string;
}

/** Somebody who has left. */
interface Absent {
  readonly clock: number;
  /** By the same count. */
  readonly leftAt: number;
}

interface Introduction {
  readonly entry: AwarenessEntry;
  /** Whether it is the first thing that the member says, unasked, and about one client: then that client is itself. */
  readonly introduces: boolean;
}

/** To whom a client id is bound, since they wrote with it; empty or undefined where nobody is known. */
export type OwnerOf = (clientId: number) => string | undefined;

export interface PresenceOptions {
  readonly limits?: Pick<Limits, 'presenceBytes' | 'presenceIds'>;
  readonly ownerOf?: OwnerOf;
}

/**
 * Who is here. States stay the bytes they came in.
 *
 * 1. An entry that is known already costs a look-up: three client families send every remote change back.
 * 2. A client id belongs to the members that brought it, who are one user's; another's word on it counts for nothing, and it is
 *    withdrawn when the last of them leaves. Only the user who wrote with it can take it from another, who came by it meanwhile.
 * 3. y-protocols forgets nobody's clock, and ignores what is not above it. So who comes is announced with the next clock, and
 *    to who comes back, those who have stood still meanwhile are, too. Everybody is told, the client itself included: it takes the
 *    higher clock over.
 */
export class Presence {
  readonly #limits: Pick<Limits, 'presenceBytes' | 'presenceIds'>;
  readonly #ownerOf: OwnerOf;
  readonly #present = new Map<number, Present>();
  readonly #absent = new Map<number, Absent>();
  /** Whose ids they are; nothing yet of who has answered and said nothing of itself. */
  readonly #ids = new Map<RoomMember, Set<number> | undefined>();
  /** Counts what is told. */
  #told = 0;

  constructor({ limits = usualLimits, ownerOf = () => undefined }: PresenceOptions = {}) {
    this.#limits = limits;
    this.#ownerOf = ownerOf;
  }

  /**
   * Takes in what a member says.
   * @returns the ids of which everybody must hear; the member, too, since it may have been given a higher clock.
   * @throws {MalformedError} and takes nothing in.
   */
  receive(member: RoomMember, update: Uint8Array): readonly number[] {
    const entries = decodeAwareness(update);
    const introduces = entries.length === 1 && !this.#ids.has(member);
    const news = entries.filter((entry) => this.#concerns(member, { entry, introduces }));
    for (const entry of news) validate(entry, this.#limits.presenceBytes);
    return news.flatMap((entry) => this.#take(member, { entry, introduces }));
  }

  /**
   * The member has answered what it was greeted with. Clients introduce themselves before that; what one says later of
   * somebody else may be what it was told, sent back.
   */
  greeted(member: RoomMember): void {
    if (!this.#ids.has(member)) this.#ids.set(member, undefined);
  }

  /**
   * Withdraws what only this member brought, with the clock that the others know: that is enough for a goodbye, and counting on
   * would take the clock away from its owner's, who after a crash of the server would stay unseen until it has caught up.
   * @returns the ids of which the others must hear.
   */
  leave(member: RoomMember): readonly number[] {
    const withdrawn: number[] = [];
    for (const clientId of this.#ids.get(member) ?? []) {
      const present = this.#present.get(clientId);
      if (!present?.owners.delete(member) || present.owners.size > 0) continue;
      this.#remove(clientId, present.clock);
      withdrawn.push(clientId);
    }
    this.#ids.delete(member);
    return withdrawn;
  }

  get isEmpty(): boolean {
    return this.#present.size === 0;
  }

  /** Counts all that is told. */
  get told(): number {
    return this.#told;
  }

  /** Those of whom there is a new word since so much was told; who has left, as far as that is remembered, included. */
  changedSince(mark: number): readonly number[] {
    const present = [...this.#present].filter(([, { toldAt }]) => toldAt > mark);
    const absent = [...this.#absent].filter(([, { leftAt }]) => leftAt >= mark);
    return [...present, ...absent].map(([clientId]) => clientId);
  }

  /** The newest word on these clients, or on all who are here. */
  encode(clientIds: Iterable<number> = this.#present.keys()): Uint8Array {
    const entries: AwarenessEntry[] = [];
    for (const clientId of clientIds) {
      const present = this.#present.get(clientId);
      const clock = present?.clock ?? this.#absent.get(clientId)?.clock;
      if (clock !== undefined) entries.push({ clientId, clock, state: present?.state ?? absentState });
    }
    return encodeAwareness(entries);
  }

  /** Cheap, and before all else: whether this entry could be anything new from this member. */
  #concerns(member: RoomMember, { entry, introduces }: Introduction): boolean {
    const { clientId, clock, state } = entry;
    const present = this.#present.get(clientId);
    if (present === undefined) return !isAbsent(state);
    if (!present.owners.has(member)) return introduces && this.#mayClaim(member, { clientId, present });
    return clock > present.ownClock || (clock === present.ownClock && isAbsent(state));
  }

  /** A client that comes back is the same user's, or takes its own id from somebody who came by it while it was gone. */
  #mayClaim(
    { author }: RoomMember,
    { clientId, present }: { readonly clientId: number; readonly present: Present },
  ): boolean {
    return author === present.user || (author !== '' && author === this.#ownerOf(clientId));
  }

  /** Nobody else has a word in it any more, however far they had counted. */
  #reclaim(present: Present, { clientId, user }: { readonly clientId: number; readonly user: string }): void {
    for (const owner of present.owners) this.#ids.get(owner)?.delete(clientId);
    present.owners.clear();
    present.said.clear();
    present.user = user;
    present.ownClock = -1;
  }

  /** @returns the ids of which everybody must hear. */
  #take(member: RoomMember, { entry, introduces }: Introduction): readonly number[] {
    const present = this.#present.get(entry.clientId);
    if (present === undefined) return this.#arrive(member, { entry, introduces });
    const { clientId, clock, state } = entry;
    const isBack = !present.owners.has(member);
    if (isBack && member.author !== present.user) this.#reclaim(present, { clientId, user: member.author });
    if (isBack && !this.#own(member, { clientId, owners: present.owners })) return [];
    if (isAbsent(state) && clock >= present.ownClock) {
      this.#remove(clientId, Math.max(clock, present.clock));
      return [clientId];
    }
    const told = this.#change(present, entry) ? [clientId] : [];
    return isBack ? [...told, ...this.#raiseSince(this.#told)] : told;
  }

  /** A client that takes a higher clock over says so; that is no news, even if it has said something else on the way there. */
  #change(present: Present, { clock, state }: AwarenessEntry): boolean {
    if (clock <= present.ownClock) return false;
    present.ownClock = clock;
    const said = present.said.get(clock);
    for (const saidClock of present.said.keys()) if (saidClock <= clock) present.said.delete(saidClock);
    if (said !== undefined && sameBytes(state, said)) return false;
    present.state = state;
    this.#tell(present, clock);
    return true;
  }

  /** Gives it a clock that nobody has heard. */
  #tell(present: Present, clockMin: number): void {
    this.#told += 1;
    present.toldAt = this.#told;
    present.clock = Math.max(clockMin, present.clock + 1);
    present.said.set(present.clock, present.state);
    for (const oldest of present.said.keys()) if (present.said.size > saidMax) present.said.delete(oldest);
  }

  #arrive(member: RoomMember, { entry, introduces }: Introduction): readonly number[] {
    const { clientId, clock, state } = entry;
    const absent = this.#absent.get(clientId);
    if (absent !== undefined && clock <= absent.clock && !introduces) return [];
    const owners = new Set<RoomMember>();
    if (!this.#own(member, { clientId, owners })) return [];
    const raised = absent === undefined ? [] : this.#raiseSince(absent.leftAt);
    const present: Present = {
      clock: Math.max(clock, absent?.clock ?? 0),
      ownClock: clock,
      state,
      said: new Map(),
      toldAt: 0,
      owners,
      user: member.author,
    };
    this.#tell(present, clock);
    this.#absent.delete(clientId);
    this.#present.set(clientId, present);
    return [...raised, clientId];
  }

  /** Somebody is back who heard nothing since then: those who said nothing since then would stay unseen. */
  #raiseSince(leftAt: number): readonly number[] {
    const silent = [...this.#present].filter(([, { toldAt }]) => toldAt <= leftAt);
    for (const [, present] of silent) this.#tell(present, present.clock);
    return silent.map(([clientId]) => clientId);
  }

  #own(member: RoomMember, { clientId, owners }: { clientId: number; owners: Set<RoomMember> }): boolean {
    const ids = this.#ids.get(member) ?? new Set();
    if (ids.size >= this.#limits.presenceIds) return false;
    this.#ids.set(member, ids.add(clientId));
    owners.add(member);
    return true;
  }

  #remove(clientId: number, clock: number): void {
    const present = this.#present.get(clientId);
    for (const owner of present?.owners ?? []) this.#ids.get(owner)?.delete(clientId);
    this.#present.delete(clientId);
    this.#absent.delete(clientId);
    this.#absent.set(clientId, { clock, leftAt: this.#told });
    if (this.#absent.size <= absentMax) return;
    for (const oldest of this.#absent.keys()) {
      this.#absent.delete(oldest);
      break;
    }
  }
}

function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index]);
}

/** What clients would fail to parse must not reach them. */
function validate({ clock, state }: AwarenessEntry, stateBytesMax: number): void {
  if (clock >= clockMax) throw new MalformedError('a presence clock is above 2^31');
  if (state.length > stateBytesMax)
    throw new PresenceTooLargeError(`a presence state is larger than ${stateBytesMax} bytes`);
  if (!isAbsent(state)) validateJson(decodeText(state));
}

/** Clients that send back what they hear encode it again, and most recurse over it. */
function validateJson(text: string): void {
  if (jsonDepth(text) > nestingMax)
    throw new MalformedError(`a presence state nests deeper than ${nestingMax}`);
  if (!isJsonObject(text)) throw new MalformedError('a presence state is not a JSON object or null');
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null;
  } catch {
    return false;
  }
}
