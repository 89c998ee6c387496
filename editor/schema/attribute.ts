import type { AttributeSpec } from 'prosemirror-model';

/**
 * Attributes are primitives and null by default: absent in Yjs means the default, so nothing is written for it,
 * and two people who change different attributes of one block never collide.
 *
 * Only the type is validated. ProseMirror refuses to make a ProseMirror node that fails validation, and y-prosemirror
 * then deletes its text for everybody; so a value out of range is kept as it is, and read as the default.
 */
export const wordAttribute: AttributeSpec = { default: null, validate: 'string|null' };
export const countAttribute: AttributeSpec = { default: null, validate: 'number|null' };
/** True or null; false isn't stored, since it would be a second way to say null. */
export const flagAttribute: AttributeSpec = { default: null, validate: 'boolean|null' };

export interface CountRange {
  readonly min: number;
  readonly max: number;
}

/**
 * A count that is refused out of its range, for what sizes something in memory: nothing could be drawn of a cell that says
 * that it is a billion columns wide (E10).
 */
export function boundedCount({ min, max }: CountRange): AttributeSpec {
  return {
    default: min,
    validate: (value) => {
      if (readCount(value, { min, max }) === null)
        throw new RangeError(`${String(value)} is not ${min} to ${max}`);
    },
  };
}

/** `value` if it is a whole number in the range, else null. A zero that is negative is one like any other. */
export function readCount(value: unknown, { min, max }: CountRange): number | null {
  return typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max
    ? value + 0
    : null;
}

/** `value` if it is one of `words`, else null. */
export function readWord<Word extends string>(value: unknown, words: readonly Word[]): Word | null {
  return words.find((word) => word === value) ?? null;
}

/** `value` if it is text, cut to `lengthMax` UTF-16 units, else null. Never cuts a character in half (E21). */
export function readText(value: unknown, lengthMax: number): string | null {
  if (typeof value !== 'string') return null;
  return value.slice(0, lengthMax).replace(/[\ud800-\udbff]$/, '') || null;
}
