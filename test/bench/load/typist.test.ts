import { expect, it } from 'vitest';
import * as Y from 'yjs';
import { typedIn, typeUpdates } from './typist.ts';

it('each typed character is an update with one clock when somebody types', () => {
  const updates = typeUpdates({ place: 3, edits: 40 });
  expect(updates.map(typedIn)).toEqual(
    Array.from({ length: 40 }, (_, clock) => [{ place: 3, clock, length: 1 }]),
  );
});

it('what was typed is counted the same when updates were merged on the way', () => {
  const updates = [...typeUpdates({ place: 0, edits: 5 }), ...typeUpdates({ place: 1, edits: 7 })];
  const typed = typedIn(Y.mergeUpdates(updates));
  expect(typed.reduce((sum, { length }) => sum + length, 0)).toBe(12);
});
