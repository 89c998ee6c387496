import { median } from '../bench/report/statistics.ts';

/** A value at a moment, in seconds. */
export interface Point {
  readonly seconds: number;
  readonly value: number;
}

/** A line through points that outliers do not turn, and how far it rises over all of them. */
export interface Trend {
  readonly median: number;
  /** Of the value, each second. */
  readonly slope: number;
  /** Over the time from the first point to the last. */
  readonly rise: number;
}

/** The slope that half of all pairs of points exceed: H. Theil (1950), P. K. Sen (1968). Bears 29 % of outliers. */
export function trendOf(points: readonly Point[]): Trend {
  const slopes = points.flatMap((one, index) =>
    points
      .slice(index + 1)
      .filter(({ seconds }) => seconds > one.seconds)
      .map((other) => (other.value - one.value) / (other.seconds - one.seconds)),
  );
  const slope = slopes.length === 0 ? 0 : median(slopes);
  const seconds = (points.at(-1)?.seconds ?? 0) - (points[0]?.seconds ?? 0);
  return { median: median(points.map(({ value }) => value)), slope, rise: slope * seconds };
}

/** Of each so many seconds the least point, since what is only passing through lies on top. The last ones, if fewer, have none. */
export function floorOf(points: readonly Point[], windowSeconds: number): readonly Point[] {
  const startSeconds = points[0]?.seconds ?? 0;
  const windows = Math.floor(((points.at(-1)?.seconds ?? 0) - startSeconds) / windowSeconds);
  return Array.from({ length: windows }, (_, index) => {
    const fromSeconds = startSeconds + index * windowSeconds;
    const window = points.filter(
      ({ seconds }) => seconds >= fromSeconds && seconds < fromSeconds + windowSeconds,
    );
    return window.reduce<Point | undefined>(
      (least, point) => (least === undefined || point.value < least.value ? point : least),
      undefined,
    );
  }).filter((point) => point !== undefined);
}
