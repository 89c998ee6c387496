import type { Resident } from './gauge.ts';
import type { SoakReport } from './soak.ts';
import { floorOf, type Point, type Trend, trendOf } from './trend.ts';

/** How far the floor may rise over the time that is measured, as a share of its median. */
export const riseShareMax = 0.1;
/** Long enough that in each window there is a moment at which little is on its way to anybody. */
const windowSeconds = 180;
/** A shorter run shows how memory fills, not whether it stays. */
const judgedSeconds = 600;

/** What a server's memory came to when nothing was on its way, after the tables and caches had filled. */
export interface Flatness {
  readonly resident: Trend;
  /** Of that, what no file holds. */
  readonly anonymous: Trend;
  /** Objects and buffers after a full collection. */
  readonly held: Trend;
}

/**
 * What is held goes up and down with what is on its way: twofold, when somebody floods or doesn't read. What leaks stays, and so
 * lifts the least of each few minutes.
 */
export function flatnessOf({ resident, held, measuredFromSeconds }: SoakReport): Flatness {
  const of = (points: readonly Point[]) =>
    trendOf(
      floorOf(
        points.filter(({ seconds }) => seconds >= measuredFromSeconds),
        windowSeconds,
      ),
    );
  const bytes = (value: (each: Resident) => number) =>
    of(resident.map((each) => ({ seconds: each.seconds, value: value(each) })));
  return {
    resident: bytes((each) => each.bytes),
    anonymous: bytes((each) => each.anonymousBytes),
    held: of(held),
  };
}

/** All that is not as it should be, memory included. */
export function findingsOf(report: SoakReport): readonly string[] {
  const { findings, seconds } = report;
  if (seconds < judgedSeconds) return findings;
  const flatness = flatnessOf(report);
  const risen = (['resident', 'held'] as const).filter(
    (name) => flatness[name].rise > flatness[name].median * riseShareMax,
  );
  return [
    ...findings,
    ...risen.map((name) => `The floor of the ${name} bytes rose by ${flatness[name].rise}.`),
  ];
}
