import type { ContenderKey } from '../contenders/contender.ts';
import type { Measured } from '../round.ts';
import type { Scenario, Target } from '../scenario.ts';
import { ratiosOf, type Spread, spreadOf } from './statistics.ts';

/** What became of a target. */
export interface Verdict {
  readonly target: Target;
  /** Scriptorium's figure, or its ratio to the other server's. */
  readonly spread: Spread;
  /** Whether the median is within the target. */
  readonly isReached: boolean;
}

/** @returns nothing of a target whose servers were not both measured. */
export function verdictsOf(scenario: Scenario, measured: readonly Measured[]): readonly Verdict[] {
  return scenario.targets.flatMap((target) => {
    const values = valuesOf(measured, target);
    if (values.length === 0 || values.some(Number.isNaN)) return [];
    const spread = spreadOf(values);
    return [{ target, spread, isReached: spread.median <= target.atMost }];
  });
}

function valuesOf(measured: readonly Measured[], { column, of }: Target): readonly number[] {
  const own = figuresOf(measured, 'scriptorium', column);
  return of === undefined ? own : ratiosOf(own, figuresOf(measured, of, column));
}

/** One figure of a server, round by round; nothing of a server that was not measured. */
export function figuresOf(
  measured: readonly Measured[],
  server: ContenderKey,
  column: string,
): readonly number[] {
  const results = measured.find(({ contender }) => contender.key === server)?.results ?? [];
  return results.map(({ figures }) => figures[column] ?? Number.NaN);
}
