const delayMsMin = 250;
const delayMsMax = 10_000;

/**
 * How long to wait before the next attempt: twice as long each time, up to 10 s, and anything between half of that and
 * all of it, so that the clients of a server that restarts do not all come back at once.
 * @param attempt how many attempts have failed in a row, 1 or more
 * @param random from 0 to 1
 */
export function backoffMs(attempt: number, random: number): number {
  const longestMs = Math.min(delayMsMin * 2 ** attempt, delayMsMax);
  return Math.round(longestMs * (0.5 + random / 2));
}
