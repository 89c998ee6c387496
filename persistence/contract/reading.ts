import assert from 'node:assert/strict';
import { parseSequence } from '../sequence.ts';
import {
  bytesOf,
  type Cases,
  checkpointOf,
  loggedOf,
  name,
  other,
  rejectsAsBug,
  rejectsWith,
} from './bench.ts';

export const readingCases: Cases = {
  'read finds nothing of a document that has no entry': async (bench) => {
    await bench.append(other, 'a');
    await bench.restart();
    assert.equal(await bench.log.read(name), undefined);
    assert.equal(await bench.log.find(name), undefined);
    assert.equal(await bench.log.isDeleted(name), false);
  },

  'read returns the entries after the asked sequence, and the last sequence always': async (bench) => {
    await bench.append(name, 'a', 'b', 'c');
    await bench.restart();
    for (const [after, entries] of [
      [0, [loggedOf('a', 1), loggedOf('b', 2), loggedOf('c', 3)]],
      [2, [loggedOf('c', 3)]],
      [3, []],
      [9, []],
    ] as const)
      assert.deepEqual(await bench.log.read(name, { after: parseSequence(after) }), {
        checkpoint: undefined,
        entries,
        last: 3,
      });
  },

  'read returns other bytes than another read, so that neither spoils the other': async (bench) => {
    await bench.append(name, 'a', 'b');
    await bench.log.checkpoint(name, checkpointOf(1));
    const spoilt = await bench.log.read(name);
    spoilt?.checkpoint?.update.fill(0);
    for (const { update } of spoilt?.entries ?? []) update.fill(0);
    assert.deepEqual(await bench.log.read(name), {
      checkpoint: checkpointOf(1),
      entries: [loggedOf('b', 2)],
      last: 2,
    });
  },

  'read shows an append when that has resolved, and whole appends only': async (bench) => {
    const texts = Array.from({ length: 20 }, (_, i) => `text ${i}`);
    const appends = Promise.all(texts.map((text) => bench.append(name, text, text, text)));
    const reads = await Promise.all(texts.map(() => bench.log.read(name)));
    for (const stored of reads) assert.equal((stored?.last ?? 0) % 3, 0);
    await appends;
    assert.equal((await bench.log.read(name))?.last, 60);
  },

  'checkpoint stands for the entries up to it when the document is read': async (bench) => {
    await bench.append(name, 'a', 'b', 'c');
    await bench.log.checkpoint(name, checkpointOf(2));
    await bench.restart();
    const expected = { checkpoint: checkpointOf(2), entries: [loggedOf('c', 3)], last: 3 };
    assert.deepEqual(await bench.log.read(name), expected);
    assert.deepEqual(await bench.log.read(name, { after: parseSequence(1) }), expected);
    assert.deepEqual(await bench.log.read(name, { after: parseSequence(3) }), { ...expected, entries: [] });
  },

  'checkpoint of everything leaves no entries to read, and counting goes on': async (bench) => {
    await bench.append(name, 'a', 'b');
    await bench.log.checkpoint(name, checkpointOf(2));
    await bench.restart();
    assert.deepEqual(await bench.log.read(name), { checkpoint: checkpointOf(2), entries: [], last: 2 });
    assert.equal(await bench.append(name, 'c'), 3);
    assert.deepEqual((await bench.log.read(name))?.entries, [loggedOf('c', 3)]);
  },

  'checkpoint replaces an earlier one and one of the same sequence': async (bench) => {
    await bench.append(name, 'a', 'b', 'c');
    await bench.log.checkpoint(name, checkpointOf(1));
    await bench.log.checkpoint(name, checkpointOf(3));
    const again = { ...checkpointOf(3), update: bytesOf('once more') };
    await bench.log.checkpoint(name, again);
    await bench.restart();
    assert.deepEqual(await bench.log.read(name), { checkpoint: again, entries: [], last: 3 });
  },

  'checkpoint never goes back, nor beyond the log': async (bench) => {
    await bench.append(name, 'a', 'b', 'c');
    await bench.log.checkpoint(name, checkpointOf(2));
    await bench.restart();
    for (const upTo of [0, 1, 4]) await rejectsAsBug(bench.log.checkpoint(name, checkpointOf(upTo)));
    await rejectsAsBug(bench.log.checkpoint(name, { ...checkpointOf(3), update: new Uint8Array(0) }));
    assert.deepEqual((await bench.log.read(name))?.checkpoint, checkpointOf(2));
  },

  'checkpoint takes its place among appends in the order of the calls': async (bench) => {
    const work = [
      bench.append(name, 'a'),
      bench.log.checkpoint(name, checkpointOf(1)),
      bench.append(name, 'b'),
    ];
    await Promise.all(work);
    await bench.restart();
    assert.deepEqual(await bench.log.read(name), {
      checkpoint: checkpointOf(1),
      entries: [loggedOf('b', 2)],
      last: 2,
    });
  },

  'checkpoint is refused when the document has no entry': async (bench) => {
    await rejectsWith('DOCUMENT_UNKNOWN', name, bench.log.checkpoint(name, checkpointOf(1)));
    await bench.restart();
    assert.equal(await bench.log.read(name), undefined);
  },

  'checkpoint owes nothing to the passed bytes when it has settled': async (bench) => {
    await bench.append(name, 'a');
    const update = bytesOf('as it was');
    await bench.log.checkpoint(name, { upTo: parseSequence(1), update });
    update.fill(0);
    await bench.restart();
    assert.deepEqual((await bench.log.read(name))?.checkpoint?.update, bytesOf('as it was'));
  },
};
