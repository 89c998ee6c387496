import type { StepOutcome } from './step.ts';

/** What a whole run came to. */
export interface Verdict {
  /** What a log that was cut off at its beginning still has to tell; the last is always `N passed, N failed`. */
  readonly lines: readonly string[];
  readonly exitCode: 0 | 1;
}

/** So many failed tests are named, and so many complaints; past that a number says how many there are. */
const linesMax = 20;

/** A run that executed nothing has failed. */
export function judge(steps: readonly StepOutcome[]): Verdict {
  const passed = steps.reduce((total, { outcome }) => total + outcome.passed, 0);
  const failed = steps.reduce((total, { outcome }) => total + outcome.failed, 0);
  const tests = steps.flatMap(({ title, outcome }) => under(title, outcome.failedTests ?? []));
  const complaints = steps.flatMap(({ title, outcome }) => under(title, outcome.complaints));
  return {
    lines: [...shortened(tests), ...shortened(complaints), `${passed} passed, ${failed} failed`],
    exitCode: failed === 0 && passed > 0 ? 0 : 1,
  };
}

function under(title: string, lines: readonly string[]): readonly string[] {
  return lines.map((line) => `${title}: ${line}`);
}

function shortened(lines: readonly string[]): readonly string[] {
  if (lines.length <= linesMax) return lines;
  return [...lines.slice(0, linesMax), `and ${lines.length - linesMax} more`];
}
