import type { Selection } from 'prosemirror-state';
import { createRelativePositionFromJSON, type RelativePosition } from 'yjs';
import { type Person, parsePerson } from './person.ts';
import type { Bound } from './relativeSelection.ts';

/** Somebody else's selection as their presence tells it, in the field that y-prosemirror uses. */
export interface RemoteCursor {
  readonly clientId: number;
  readonly person: Person;
  readonly anchor: RelativePosition;
  readonly head: RelativePosition;
}

/** Presence is whatever the other side sent: undefined for a state without a well-formed cursor. */
export function parseCursor(clientId: number, state: unknown): RemoteCursor | undefined {
  const { cursor, user } = record(state);
  const anchor = parsePosition(record(cursor).anchor);
  const head = parsePosition(record(cursor).head);
  if (!anchor || !head) return undefined;
  return { clientId, person: parsePerson(user, clientId), anchor, head };
}

/** Where `position` is in the drawn document; undefined if it is in nothing that is there. */
export function findPosition(bound: Bound, position: RelativePosition): number | undefined {
  try {
    return bound.absolutePosition(position);
  } catch {
    // An id that isn't in this document (yet), or one that isn't in the text: a cursor isn't worth more than leaving it out.
    return undefined;
  }
}

/** Where one's own selection is, for others; null where that can't be told: the document isn't what is drawn (E1). */
export function tellCursor(bound: Bound, selection: Selection): ToldCursor | null {
  const anchor = bound.relativePosition(selection.anchor, 'after');
  const head = bound.relativePosition(selection.head, 'after');
  return anchor && head ? { anchor, head } : null;
}

export interface ToldCursor {
  readonly anchor: RelativePosition;
  readonly head: RelativePosition;
}

function parsePosition(value: unknown): RelativePosition | undefined {
  const { type, item, tname, assoc } = record(value);
  const known = isOptional(type, isId) && isOptional(item, isId) && isOptional(tname, isText);
  if (!known || !isOptional(assoc, Number.isInteger)) return undefined;
  if (!type && !item && !tname) return undefined;
  return createRelativePositionFromJSON({ type, item, tname, assoc });
}

function isOptional(value: unknown, check: (value: unknown) => boolean): boolean {
  return value === undefined || value === null || check(value);
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}

function isId(value: unknown): boolean {
  const { client, clock } = record(value);
  return (
    Number.isSafeInteger(client) && Number.isSafeInteger(clock) && Number(client) >= 0 && Number(clock) >= 0
  );
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
