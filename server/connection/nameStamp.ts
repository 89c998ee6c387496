import { jsonDepth, nestingMax } from '../document/content.ts';
import {
  type AwarenessEntry,
  decodeAwareness,
  decodeText,
  encodeAwareness,
  isAbsent,
} from '../protocol/index.ts';

type Fields = Readonly<Record<string, unknown>>;

/** The room takes no larger state; one that it would refuse is left for it to refuse. */
const stateBytesMax = 64 * 1024;
/** A client speaks for itself, and for some neighbours. What else it sends is what it was told, sent back. */
const entriesMax = 64;

/**
 * Puts the name that a token says into the presence that its connection sends, so that nobody is shown under another's. The field is
 * `user.name`, as with y-prosemirror, and `name` where a client says its name there.
 * @returns the update; undefined when it says so much that it is of nobody in particular
 * @throws {MalformedError}
 */
export function stampName(update: Uint8Array, name: string): Uint8Array | undefined {
  const entries = decodeAwareness(update);
  if (entries.length > entriesMax) return undefined;
  return encodeAwareness(entries.map((entry) => stampEntry(entry, name)));
}

function stampEntry(entry: AwarenessEntry, name: string): AwarenessEntry {
  if (isAbsent(entry.state) || entry.state.length > stateBytesMax) return entry;
  const fields = parseFields(entry.state);
  return fields === undefined ? entry : { ...entry, state: encodeFields(stampFields(fields, name)) };
}

/** What is no object, or nests deeper than the room takes, has no name in it, and is left as it is. */
function parseFields(state: Uint8Array): Fields | undefined {
  const text = decodeText(state);
  if (jsonDepth(text) > nestingMax) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isFields(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** An object keeps the order of its keys, so that the same state gives the same bytes. */
function stampFields(fields: Fields, name: string): Fields {
  const { user } = fields;
  const stamped = { ...fields, user: { ...(isFields(user) ? user : {}), name } };
  return 'name' in fields ? { ...stamped, name } : stamped;
}

function encodeFields(fields: Fields): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(fields));
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
