/** How long updates gather in a busy room with few people, unless it is set otherwise. */
export const usualWindowMs = 8;

/** Each so many members lengthen a room's windows by the usual length. */
const membersPerStep = 50;
const membersFactorMax = 3;
/** From so many rooms on that are in a window at the same time, the process is busy. */
export const busyRooms = 8;
/** The more rooms are, the longer: from so many on, so many times the usual. */
const ofRooms: readonly { readonly rooms: number; readonly factor: number }[] = [
  { rooms: 64, factor: 4 },
  { rooms: 32, factor: 3 },
  { rooms: busyRooms, factor: 2 },
];

/** What a window's length depends on. */
export interface Crowd {
  /** Of the room. */
  readonly members: number;
  /** How many rooms are in a window at the same time. */
  readonly rooms: number;
}

/**
 * How long the updates of a busy room gather, in milliseconds. A window costs a system call for each member, whatever leaves in it, while
 * a longer one only costs patience, and that of a crowd: so a large room has longer ones, up to three times the usual, and up to
 * four while many are busy. There are few different lengths, since each has a timer, and what leaves at one moment is written in one batch.
 */
export function windowMsFor({ members, rooms }: Crowd, usualMs: number): number {
  const ofMembers = Math.min(1 + Math.floor(members / membersPerStep), membersFactorMax);
  return usualMs * Math.max(ofMembers, factorOf(rooms));
}

function factorOf(rooms: number): number {
  return ofRooms.find((step) => rooms >= step.rooms)?.factor ?? 1;
}
