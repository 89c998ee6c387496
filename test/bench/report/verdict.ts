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

export function verdictsOf(scenario: Scenario, measured: readonly Measured[]): readonly Verdict[] {
  return scenario.targets.map((target) => {
    const spread = spreadOf(valuesOf(measured, target));
    return { target, spread, isReached: spread.median <= target.atMost };
  });
}

function valuesOf(measured: readonly Measured[], { column, of }: Target): readonly number[] {
  const own = figuresOf(
    measured.find(({ contender }) => contender.key === 'scriptorium'),
    column,
  );
  if (of === undefined) return own;
  return ratiosOf(
    own,
    figuresOf(
      measured.find(({ contender }) => contender.key === of),
      column,
    ),
  );
}

/** One figure of a server, round by round. */
export function figuresOf(measured: Measured | undefined, column: string): readonly number[] {
  return (measured?.results ?? []).map(({ figures }) => figures[column] ?? Number.NaN);
}
