import type { DocumentName } from '@scriptorium/persistence';

/** Something that an operator should know of. */
export interface Problem {
  /** What did not work, as a sentence without its full stop. */
  readonly what: string;
  readonly document?: DocumentName;
  readonly error: unknown;
}

/** Takes a problem to where operators look. It must not throw. */
export type Report = (problem: Problem) => void;
