import assert from 'node:assert/strict';
import { parseSequence } from '../sequence.ts';
import {
  type Bench,
  bytesOf,
  type Cases,
  checkpointOf,
  collect,
  name,
  other,
  rejectsAsBug,
} from './bench.ts';

/** Five entries of the times 10, 20, 30, 40, 50, appended one by one. */
async function fill(bench: Bench): Promise<void> {
  for (const [i, text] of [...'abcde'].entries())
    await bench.log.append(name, [{ timeMs: (i + 1) * 10, author: '', update: bytesOf(text) }]);
}

const whole = ['1 a', '2 b', '3 c', '4 d', '5 e'];

export const historyCases: Cases = {
  'readHistory brings all entries, those below the checkpoint included': async (bench) => {
    await fill(bench);
    await bench.log.checkpoint(name, checkpointOf(4));
    await bench.restart();
    assert.deepEqual(await bench.history(name), whole);
    assert.deepEqual(await bench.history(name, 2), whole.slice(2));
    assert.deepEqual(await bench.history(name, 5), []);
    assert.deepEqual(await bench.history(name, 9), []);
  },

  'readHistory brings a long history in several pieces': async (bench) => {
    const texts = Array.from({ length: 20_000 }, (_, i) => `text ${i}`);
    await bench.append(name, ...texts);
    await bench.log.checkpoint(name, checkpointOf(texts.length));
    await bench.restart();
    const pieces = await collect(bench.log.readHistory(name));
    assert(pieces.length > 1);
    assert.deepEqual(
      pieces.flat().map(({ update }) => Buffer.from(update).toString()),
      texts,
    );
  },

  'readHistory finds nothing of a document that has no entry or was deleted': async (bench) => {
    await bench.append(other, 'a');
    await bench.log.delete(other);
    await bench.restart();
    assert.deepEqual(await bench.history(name), []);
    assert.deepEqual(await bench.history(other), []);
  },

  'removeHistory removes what is older, from the first entry on, and never what the checkpoint does not stand for':
    async (bench) => {
      await fill(bench);
      await bench.log.removeHistory(name, { beforeMs: 1000 });
      assert.deepEqual(await bench.history(name), whole);
      await bench.log.checkpoint(name, checkpointOf(4));
      await bench.log.removeHistory(name, { beforeMs: 30 });
      assert.deepEqual(await bench.history(name), whole.slice(2));
      await bench.restart();
      await bench.log.removeHistory(name, { beforeMs: 1000 });
      await bench.restart();
      assert.deepEqual(await bench.history(name), whole.slice(3));
      assert.deepEqual(await bench.history(name, 4), whole.slice(4));
    },

  'removeHistory stops at an entry that is younger, though older ones are behind it': async (bench) => {
    await bench.log.append(name, [{ timeMs: 90, author: '', update: bytesOf('clock was wrong') }]);
    await bench.append(name, 'b', 'c');
    await bench.log.checkpoint(name, checkpointOf(3));
    await bench.log.removeHistory(name, { beforeMs: 90 });
    await bench.restart();
    assert.equal((await bench.history(name)).length, 3);
  },

  'removeHistory changes nothing of how the document is read, listed and appended to': async (bench) => {
    await fill(bench);
    await bench.log.checkpoint(name, checkpointOf(5));
    const before = [
      await bench.log.read(name),
      await bench.log.find(name),
      await bench.log.list({ limit: 9 }),
    ];
    await bench.log.removeHistory(name, { beforeMs: 1000 });
    await bench.restart();
    const after = [
      await bench.log.read(name),
      await bench.log.find(name),
      await bench.log.list({ limit: 9 }),
    ];
    assert.deepEqual(after, before);
    assert.equal(await bench.append(name, 'f'), 6);
    assert.deepEqual(await bench.history(name), ['5 e', '6 f']);
    assert.deepEqual(await bench.texts(name), ['f']);
    await bench.log.checkpoint(name, checkpointOf(6));
    assert.equal((await bench.log.read(name, { after: parseSequence(2) }))?.last, 6);
  },

  'removeHistory of what is not there, or was deleted, is no error': async (bench) => {
    await bench.append(other, 'a');
    await bench.log.delete(other);
    await bench.restart();
    await bench.log.removeHistory(name, { beforeMs: 9 });
    await bench.log.removeHistory(other, { beforeMs: 9 });
    await rejectsAsBug(bench.log.removeHistory(name, { beforeMs: 0.5 }));
  },
};
