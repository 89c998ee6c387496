import assert from 'node:assert/strict';
import { parseDocumentName } from '../documentName.ts';
import type { Entry } from '../updateLog.ts';
import { bytesOf, type Cases, entryOf, loggedOf, name, other, rejectsAsBug } from './bench.ts';

export const appendingCases: Cases = {
  'append returns the sequence of the last entry': async (bench) => {
    assert.equal(await bench.append(name, 'a'), 1);
    assert.equal(await bench.append(name, 'b', 'c', 'd'), 4);
    await bench.restart();
    assert.equal(await bench.append(name, 'e'), 5);
  },

  'append keeps time, author and bytes of each entry': async (bench) => {
    await bench.append(name, 'one', 'three');
    await bench.restart();
    const entries = [loggedOf('one', 1), loggedOf('three', 2)];
    assert.deepEqual(await bench.log.read(name), { checkpoint: undefined, entries, last: 2 });
  },

  'append keeps an empty author, an emoji in one, and the largest time': async (bench) => {
    const entries: readonly Entry[] = [
      { timeMs: 0, author: '', update: new Uint8Array([0]) },
      { timeMs: Number.MAX_SAFE_INTEGER, author: '🖋 \0 Ünal', update: new Uint8Array([255, 0]) },
    ];
    await bench.log.append(name, entries);
    await bench.restart();
    const stored = await bench.log.read(name);
    assert.deepEqual(stored?.entries, [
      { ...entries[0], sequence: 1 },
      { ...entries[1], sequence: 2 },
    ]);
  },

  'append keeps an update of 5 MB': async (bench) => {
    const update = new Uint8Array(5_000_000).map((_, i) => i % 251);
    await bench.log.append(name, [{ timeMs: 1, author: '', update }]);
    await bench.restart();
    const stored = await bench.log.read(name);
    assert(Buffer.from(update).equals(stored?.entries[0]?.update ?? new Uint8Array()));
  },

  'append stores appends to one document in the order of the calls when nobody waits': async (bench) => {
    const texts = Array.from({ length: 200 }, (_, i) => `text ${i}`);
    const sequences = await Promise.all(texts.map((text) => bench.append(name, text)));
    assert.deepEqual(
      sequences,
      texts.map((_, i) => i + 1),
    );
    await bench.restart();
    assert.deepEqual(await bench.texts(name), texts);
  },

  'append counts each of many documents by itself when nobody waits': async (bench) => {
    const names = Array.from({ length: 50 }, (_, i) => parseDocumentName(`document ${i}`));
    const texts = ['a', 'b', 'c'];
    await Promise.all(texts.flatMap((text) => names.map((each) => bench.append(each, text, `${text}2`))));
    await bench.restart();
    for (const each of names) assert.deepEqual(await bench.texts(each), ['a', 'a2', 'b', 'b2', 'c', 'c2']);
  },

  'append stores nothing of a call when one of its entries is invalid': async (bench) => {
    await bench.append(name, 'a');
    const invalid: readonly Entry[] = [
      { ...entryOf('b'), update: new Uint8Array(0) },
      { ...entryOf('b'), timeMs: -1 },
      { ...entryOf('b'), timeMs: 0.5 },
      { ...entryOf('b'), timeMs: Number.NaN },
    ];
    for (const entry of invalid) {
      await rejectsAsBug(bench.log.append(name, [entryOf('before'), entry]));
      await rejectsAsBug(bench.log.append(other, [entryOf('before'), entry]));
    }
    await bench.restart();
    assert.deepEqual(await bench.texts(name), ['a']);
    assert.equal(await bench.log.read(other), undefined);
    assert.deepEqual(await bench.listedNames(), [name]);
  },

  'append is refused when there is no entry': async (bench) => {
    await rejectsAsBug(bench.log.append(name, []));
    await bench.restart();
    assert.equal(await bench.log.read(name), undefined);
  },

  'append leaves what it was passed as it was': async (bench) => {
    const entries = Object.freeze([Object.freeze(entryOf('a')), Object.freeze(entryOf('b'))]);
    await bench.log.append(name, entries);
    assert.deepEqual(entries, [entryOf('a'), entryOf('b')]);
  },

  'append owes nothing to the passed bytes when it has settled': async (bench) => {
    const update = bytesOf('as it was');
    await bench.log.append(name, [{ ...entryOf('a'), update }]);
    update.fill(0);
    await bench.restart();
    assert.deepEqual(await bench.texts(name), ['as it was']);
  },
};
