import assert from 'node:assert/strict';
import { parseSequence } from '../sequence.ts';
import type { StoredDocument } from '../updateLog.ts';
import {
  type Bench,
  bytesOf,
  type Cases,
  checkpointOf,
  collect,
  entryOf,
  loggedOf,
  name,
  rejectsAsBug,
  rejectsWith,
} from './bench.ts';

const manyTexts = Array.from({ length: 20_000 }, (_, i) => `text ${i} ${'x'.repeat(i % 40)}`);

/** Larger than any piece, whatever a store's are. */
async function fill(bench: Bench): Promise<void> {
  for (let at = 0; at < manyTexts.length; at += 1000)
    await bench.append(name, ...manyTexts.slice(at, at + 1000));
}

/** What the pieces come to together. */
function join(
  pieces: readonly StoredDocument[],
): Omit<StoredDocument, 'entries'> & { readonly texts: readonly string[] } {
  const entries = pieces.flatMap((piece) => piece.entries);
  assert.deepEqual(
    entries.map(({ sequence }) => sequence),
    entries.map((_, i) => (entries[0]?.sequence ?? 0) + i),
  );
  for (const piece of pieces.slice(1)) assert.equal(piece.checkpoint, undefined);
  const [last, ...others] = new Set(pieces.map((piece) => piece.last));
  assert.deepEqual(others, []);
  return {
    checkpoint: pieces[0]?.checkpoint,
    texts: entries.map(({ update }) => Buffer.from(update).toString()),
    last: last ?? parseSequence(0),
  };
}

export const streamingCases: Cases = {
  'stream has no piece of a document that has no entry or was deleted': async (bench) => {
    assert.deepEqual(await collect(bench.log.stream(name)), []);
    await bench.append(name, 'a');
    await bench.log.delete(name);
    await bench.restart();
    assert.deepEqual(await collect(bench.log.stream(name)), []);
  },

  'stream brings a small document as read does': async (bench) => {
    await bench.append(name, 'a', 'b', 'c');
    await bench.log.checkpoint(name, checkpointOf(1));
    await bench.restart();
    assert.deepEqual(await collect(bench.log.stream(name)), [
      { checkpoint: checkpointOf(1), entries: [loggedOf('b', 2), loggedOf('c', 3)], last: 3 },
    ]);
    assert.deepEqual(await collect(bench.log.stream(name, { after: parseSequence(3) })), [
      { checkpoint: checkpointOf(1), entries: [], last: 3 },
    ]);
  },

  'stream brings a large document in several pieces, whole and in order, from anywhere': async (bench) => {
    await fill(bench);
    await bench.log.checkpoint(name, checkpointOf(7));
    await bench.restart();
    for (const after of [0, 7, 10_500, manyTexts.length - 1]) {
      const pieces = await collect(bench.log.stream(name, { after: parseSequence(after) }));
      const texts = manyTexts.slice(Math.max(after, 7));
      assert.deepEqual(join(pieces), { checkpoint: checkpointOf(7), texts, last: manyTexts.length });
      assert.equal(pieces.length > 1, texts.length > 1);
    }
  },

  'stream shows a document as it was when it began, whatever is appended meanwhile': async (bench) => {
    await fill(bench);
    await bench.restart();
    const pieces: StoredDocument[] = [];
    for await (const piece of bench.log.stream(name)) {
      pieces.push(piece);
      await bench.append(name, 'later');
    }
    assert.deepEqual(join(pieces), { checkpoint: undefined, texts: manyTexts, last: manyTexts.length });
  },

  'stream may be left before its end': async (bench) => {
    await fill(bench);
    await bench.restart();
    for await (const piece of bench.log.stream(name)) {
      assert.deepEqual(piece.entries[0], { ...entryOf(manyTexts[0] ?? ''), sequence: 1 });
      break;
    }
    assert.equal(await bench.append(name, 'later'), manyTexts.length + 1);
  },

  'stream ends with an error when the document is deleted meanwhile': async (bench) => {
    await fill(bench);
    await bench.restart();
    const pieces = bench.log.stream(name)[Symbol.asyncIterator]();
    await pieces.next();
    await bench.log.delete(name);
    await rejectsWith('DOCUMENT_DELETED', name, pieces.next());
  },

  'stream is refused when the log was closed between two pieces': async (bench) => {
    await fill(bench);
    const pieces = bench.log.stream(name)[Symbol.asyncIterator]();
    await pieces.next();
    await bench.log.close();
    await assert.rejects(pieces.next(), { code: 'LOG_CLOSED' });
    await bench.restart();
  },

  'stream returns other bytes than another one, so that neither spoils the other': async (bench) => {
    await bench.append(name, 'a');
    for (const piece of await collect(bench.log.stream(name))) piece.entries[0]?.update.fill(0);
    const [piece] = await collect(bench.log.stream(name));
    assert.deepEqual(piece?.entries[0]?.update, bytesOf('a'));
  },

  'stream is refused behind what is no sequence': async (bench) => {
    await bench.append(name, 'a');
    await rejectsAsBug(collect(bench.log.stream(name, { after: -1 as never })));
    await rejectsAsBug(collect(bench.log.readHistory(name, { after: 0.5 as never })));
  },
};
