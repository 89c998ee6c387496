import { expect, it } from 'vitest';
import { applyUpdate, Doc, encodeStateAsUpdate, XmlText } from 'yjs';
import { type TextChange, textChanges } from './textChanges.ts';

/** A text that was written in many pieces, one beside the other in the text and not in time. */
function writeInPieces(text: XmlText, pieces: number): void {
  text.insert(0, 'ab'.repeat(pieces));
  for (let piece = 1; piece <= pieces; piece += 1) text.insert(piece * 3 - 1, '-');
}

/** What another hears when `change` is made to a text of a hundred pieces. */
function heard(change: (text: XmlText) => void): readonly TextChange[] {
  const [own, theirs] = [new Doc(), new Doc()].map((doc) => doc.get('text', XmlText)) as [XmlText, XmlText];
  if (!own.doc || !theirs.doc) throw new Error('A text of a document is in it');
  writeInPieces(own, 100);
  applyUpdate(theirs.doc, encodeStateAsUpdate(own.doc));
  let changes: readonly TextChange[] = [];
  theirs.observe((event) => {
    changes = textChanges(event);
  });
  own.doc.on('update', (update) => applyUpdate(theirs.doc as Doc, update));
  own.doc.transact(() => change(own));
  return changes;
}

const kept = (length: number) => ({ kind: 'keep', length, format: undefined });

it('a character in a text of many pieces is one insertion between two pieces that are kept', () => {
  expect(heard((text) => text.insert(150, 'x'))).toEqual([
    kept(150),
    { kind: 'insert', text: 'x', format: new Map() },
    kept(150),
  ]);
});

it('what is made bold in a text of many pieces is one piece that is kept, with its format', () => {
  const bold = { kind: 'keep', length: 60, format: new Map([['strong', true]]) };
  expect(heard((text) => text.format(90, 60, { strong: true }))).toEqual([kept(90), bold, kept(150)]);
});

it('what is deleted is told apart from what had been deleted before', () => {
  const changes = heard((text) => text.delete(149, 2));
  const lengths = changes.map(({ kind, ...change }) => [kind, 'length' in change ? change.length : 0]);
  expect(lengths.filter(([kind]) => kind === 'keep')).toEqual([
    ['keep', 149],
    ['keep', 149],
  ]);
  const gone = changes.flatMap((change) => (change.kind === 'delete' ? [change.length] : []));
  expect(gone.reduce((sum, length) => sum + length, 0)).toBe(2);
});
