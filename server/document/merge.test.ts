import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { openDoc } from './compact.ts';
import { mergeUpdates, updateSince } from './merge.ts';
import { contentOf, editRandomly, rootTypes } from './randomEdits.fixture.ts';

test('merged updates do what Yjs makes of them, whatever is repeated, missing or out of order', () => {
  const dice = fc.record({ kind: fc.nat(99), where: fc.nat(999), what: fc.nat(999) });
  const picks = fc.array(fc.nat(99), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(fc.array(dice, { minLength: 1, maxLength: 40 }), picks, (edits, chosen) => {
      const updates = history(edits);
      const some = chosen.map((index) => updates[index % updates.length] ?? Uint8Array.of(0, 0));
      const groups = [some, [mergeUpdates(some.slice(0, 3)), ...some.slice(3)]];
      for (const group of groups) expectSame(mergeUpdates(group), some, updates);
    }),
    { numRuns: 300 },
  );
});

test('merging throws and names the update when one is malformed', () => {
  expect(() => mergeUpdates([Uint8Array.of(0, 0), Uint8Array.of(1)])).toThrow('update 1 is malformed');
});

test('merging nothing gives the empty update', () => {
  expect(mergeUpdates([])).toEqual(Uint8Array.of(0, 0));
});

test('what is left of an update is what somebody at these clocks lacks, as Yjs has it, and all deletions', () => {
  const dice = fc.record({ kind: fc.nat(99), where: fc.nat(999), what: fc.nat(999) });
  fc.assert(
    fc.property(fc.array(dice, { minLength: 2, maxLength: 40 }), fc.nat(99), (edits, cut) => {
      const updates = history(edits);
      const had = Y.mergeUpdates(updates.slice(0, cut % updates.length));
      const whole = mergeUpdates(updates);
      const left = updateSince(whole, Y.decodeStateVector(Y.encodeStateVectorFromUpdate(had)));
      expectSame(mergeUpdates(left === undefined ? [had] : [had, left]), updates, updates);
    }),
    { numRuns: 300 },
  );
});

test('nothing is left of an update for somebody who has all of it, and it stays the same for who has nothing', () => {
  const letter = Uint8Array.of(1, 1, 7, 0, 4, 1, 1, 116, 1, 97, 0);
  expect(updateSince(letter, new Map([[7, 1]]))).toBeUndefined();
  expect(updateSince(letter, new Map([[8, 1]]))).toBe(letter);
});

/**
 * Two who edit, hearing each other now and then; what each sends. What a document says of the other's edits is left out: of what
 * was deleted meanwhile it has only the place, and which of the two counts before the deletion arrives is nowhere laid down.
 */
function history(edits: readonly { kind: number; where: number; what: number }[]): readonly Uint8Array[] {
  const docs = [new Y.Doc(), new Y.Doc()] as const;
  const updates: Uint8Array[] = [Uint8Array.of(0, 0)];
  for (const doc of docs) {
    rootTypes(doc);
    doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin === 'user') updates.push(update);
    });
  }
  edits.forEach((each, index) => {
    const [doc, other] = index % 2 === 0 ? docs : ([docs[1], docs[0]] as const);
    editRandomly(doc, each);
    if (index % 4 === 0) Y.applyUpdate(other, Y.encodeStateAsUpdate(doc, Y.encodeStateVector(other)));
  });
  return updates;
}

/** Before and after the rest has arrived too. */
function expectSame(merged: Uint8Array, parts: readonly Uint8Array[], rest: readonly Uint8Array[]): void {
  const [whole, single] = [new Y.Doc(), new Y.Doc()];
  Y.transact(whole, (tr) => {
    Y.applyUpdate(whole, merged);
    tr.local = true;
  });
  // Not one by one: Yjs then leaves some of it pending for longer than it needs.
  Y.transact(single, (tr) => {
    Y.applyUpdate(single, Y.mergeUpdates([...parts]));
    tr.local = true;
  });
  expect(Y.encodeStateVector(whole)).toEqual(Y.encodeStateVector(single));
  expect(contentOf(whole)).toEqual(contentOf(single));
  const completed = openDoc(mergeUpdates([merged, ...rest]));
  expect(Y.equalSnapshots(Y.snapshot(completed), Y.snapshot(openDoc(Y.mergeUpdates([...rest]))))).toBe(true);
}
