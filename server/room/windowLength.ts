/** How long updates gather in a busy room with few people, unless it is set otherwise. */
export const usualWindowMs = 8;

/** Each so many members lengthen a room's windows by half the usual length. */
const membersPerStep = 50;
const factorMax = 3;

/**
 * How long the updates of a busy room gather, in milliseconds. A window costs a system call for each member, whatever leaves in it, while
 * a longer one only costs patience, and that of a crowd: so a large room has longer ones, up to three times the usual. There are few
 * different lengths, since each has a timer.
 */
export function windowMsFor(members: number, usualMs: number): number {
  const factor = 1 + Math.floor(members / membersPerStep) / 2;
  return Math.round(usualMs * Math.min(factor, factorMax));
}
