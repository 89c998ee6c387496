import { createDecoder, readVarString, readVarUint } from 'lib0/decoding';
import { createEncoder, toUint8Array, writeVarString, writeVarUint } from 'lib0/encoding';
import { firstClientId } from './typist.ts';

/** What somebody's presence says: where in the text the cursor stands, which is how the changes are told apart. */
export interface Cursor {
  readonly place: number;
  /** Counts that person's changes. */
  readonly position: number;
}

interface PresenceState {
  readonly cursor: { readonly head: { readonly item: { readonly clock: number } } };
}

/** As an editor tells it: a name, a colour, and both ends of the selection as relative positions. */
export function encodeCursor({ place, position }: Cursor): Uint8Array {
  const clientId = firstClientId + place;
  const end = { type: null, tname: 'text', item: { client: clientId, clock: position }, assoc: 0 };
  const state = { user: { name: `Person ${place}`, color: '#30bced' }, cursor: { anchor: end, head: end } };
  const encoder = createEncoder();
  writeVarUint(encoder, 1);
  writeVarUint(encoder, clientId);
  writeVarUint(encoder, position);
  writeVarString(encoder, JSON.stringify(state));
  return toUint8Array(encoder);
}

/** @returns where those stand of whom a presence update tells; position 0 for one who has left. */
export function decodeCursors(update: Uint8Array): readonly Cursor[] {
  const decoder = createDecoder(update);
  return Array.from({ length: readVarUint(decoder) }, () => {
    const place = readVarUint(decoder) - firstClientId;
    // The clock may have been raised by the server; the state is what was said.
    readVarUint(decoder);
    const state = JSON.parse(readVarString(decoder)) as PresenceState | null;
    return { place, position: state?.cursor.head.item.clock ?? 0 };
  });
}
