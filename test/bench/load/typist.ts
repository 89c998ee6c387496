import * as Y from 'yjs';

/** People of a room are known to Yjs by this number plus their place in the room. */
export const firstClientId = 1_000_000;
const keys = 'etaoin shrdlu';

export interface Typing {
  readonly place: number;
  readonly edits: number;
}

/** @returns the updates of somebody who types one character after the other into the text of the room. */
export function typeUpdates({ place, edits }: Typing): readonly Uint8Array[] {
  const doc = new Y.Doc();
  doc.clientID = firstClientId + place;
  const updates: Uint8Array[] = [];
  doc.on('update', (update) => updates.push(update));
  const text = doc.getText('text');
  for (let edit = 0; edit < edits; edit += 1) text.insert(edit, keys.charAt(edit % keys.length));
  return updates;
}

/** A piece of what one person typed: `length` clocks from `clock`. */
export interface Typed {
  readonly place: number;
  readonly clock: number;
  readonly length: number;
}

export function typedIn(update: Uint8Array): readonly Typed[] {
  return Y.decodeUpdate(update).structs.map(({ id, length }) => ({
    place: id.client - firstClientId,
    clock: id.clock,
    length,
  }));
}
