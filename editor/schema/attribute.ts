import type { AttributeSpec } from 'prosemirror-model';

/**
 * Attributes are primitives and null by default: absent in Yjs means the default, so nothing is written for it,
 * and two people who change different attributes of one block never collide.
 */

/** One of a closed list of words, or null. */
export function wordAttribute(words: readonly string[]): AttributeSpec {
  return optional(
    (value) => typeof value === 'string' && words.includes(value),
    `one of ${words.join(', ')}`,
  );
}

/** A whole number between `min` and `max`, both included, or null. */
export function countAttribute(min: number, max: number): AttributeSpec {
  return optional((value) => Number.isInteger(value) && within(value, min, max), `${min} to ${max}`);
}

/** True or null; false isn't stored, since it would be a second way to say null. */
export function flagAttribute(): AttributeSpec {
  return optional((value) => value === true, 'true');
}

/** A short text, or null. */
export function textAttribute(lengthMax: number): AttributeSpec {
  return optional(
    (value) => typeof value === 'string' && value.length <= lengthMax,
    `at most ${lengthMax} characters`,
  );
}

/** `value` if it is a whole number in the range, else null: for reading what another client stored. */
export function readCount(
  value: unknown,
  range: { readonly min: number; readonly max: number },
): number | null {
  return Number.isInteger(value) && within(value, range.min, range.max) ? (value as number) : null;
}

function optional(valid: (value: unknown) => boolean, expected: string): AttributeSpec {
  return {
    default: null,
    validate(value: unknown) {
      if (value !== null && !valid(value))
        throw new RangeError(`Expected null or ${expected}, got ${String(value)}`);
    },
  };
}

function within(value: unknown, min: number, max: number): boolean {
  return typeof value === 'number' && value >= min && value <= max;
}
