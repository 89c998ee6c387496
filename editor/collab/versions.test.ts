import { describe, expect, test } from 'vitest';
import { applyUpdate, Doc, encodeStateAsUpdate } from 'yjs';
import { enter } from '../commands/enter.ts';
import { setKind } from '../commands/kind.ts';
import { createAuthor, outcomes, outcomesOf } from '../testing/company.fixture.ts';
import { deleteBlock, press, type, undo } from '../testing/deed.fixture.ts';
import { drawVersion, keepingVersions, storedText, writeForeignDiff } from './versions.fixture.ts';

describe('versions are not built yet, and nothing is in their way', () => {
  test('E2: a version that is drawn apart leaves the document as it is while another writes', () => {
    const people = [
      [drawVersion, drawVersion],
      [type('on', 'X'), press('tw', enter)],
    ];
    expect(outcomes({ line: 'p one / p two', people })).toEqual(['p onXe / p tw / p o']);
  });

  test("E2: a diff's marks that reach the document from elsewhere take nothing of it away", () => {
    const found = outcomes({
      line: 'p one / p two',
      people: [[writeForeignDiff], [type('on', 'X'), type('e', 'Y')]],
      after: (authors) => {
        for (const author of authors) expect(storedText(author)).toMatch(/^onX?eY?\/two$/);
      },
    });
    expect(found).toEqual(['p onXeY / unknown_block']);
  });

  test('E22: a version is the whole state, and is drawn as it was after others have deleted what is in it', () => {
    const people = [
      [type('on', 'X'), deleteBlock('six')],
      [type('tw', 'Y'), undo],
    ];
    expect(outcomesOf(keepingVersions({ line: 'p one / p two / p six', people }))).toEqual([
      'p onXe / p two',
    ]);
  });

  test('E22: a version has no room for what was deleted before, since garbage is collected', () => {
    const author = createAuthor(0);
    const [server, hoarder] = [new Doc(), new Doc({ gc: false })];
    author.doc.on('update', (update: Uint8Array) => {
      for (const doc of [server, hoarder]) applyUpdate(doc, update);
    });
    author.run(enter);
    for (let time = 0; time < 300; time += 1) {
      author.dispatch(author.state.tr.insertText('a sentence that goes again', 1));
      author.dispatch(author.state.tr.delete(1, author.state.doc.content.size - 1));
    }
    expect(server.gc).toBe(true);
    expect(encodeStateAsUpdate(server).length).toBeLessThan(150);
    for (let time = 0; time < 300; time += 1) {
      author.run(setKind({ kind: time % 2 === 0 ? 'bullet' : 'quote' }));
      author.dispatch(author.state.tr.insertText('a word', 1));
      author.dispatch(author.state.tr.delete(1, 7));
    }
    // Of what is deleted in many places in turn there is left where that was.
    const [collected, all] = [server, hoarder].map((doc) => encodeStateAsUpdate(doc).length);
    expect(collected).toBeLessThan((all ?? 0) / 4);
  });
});
