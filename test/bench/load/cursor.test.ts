import { expect, it } from 'vitest';
import { Awareness, applyAwarenessUpdate, encodeAwarenessUpdate } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { decodeCursors, encodeCursor } from './cursor.ts';

it('cursors are understood by y-protocols, and read back from what it makes of them', () => {
  const awareness = new Awareness(new Y.Doc());
  awareness.setLocalState(null);
  for (const place of [0, 7])
    applyAwarenessUpdate(awareness, encodeCursor({ place, position: 40 + place }), '');
  const ids = [...awareness.getStates().keys()];
  expect(decodeCursors(encodeAwarenessUpdate(awareness, ids))).toEqual([
    { place: 0, position: 40 },
    { place: 7, position: 47 },
  ]);
  awareness.destroy();
});
