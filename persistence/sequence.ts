import type { Sequence } from './updateLog.ts';

/** @throws {RangeError} when `value` is no whole number from 0 to 2^53 - 1. */
export function parseSequence(value: number): Sequence {
  if (!Number.isSafeInteger(value) || value < 0)
    throw new RangeError(`A sequence is a whole number from 0, not ${value}.`);
  return value as Sequence;
}

/** Before the first entry. */
export const sequenceZero: Sequence = parseSequence(0);
