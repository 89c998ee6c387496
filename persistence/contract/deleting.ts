import assert from 'node:assert/strict';
import { type Bench, type Cases, checkpointOf, name, other, rejectsWith, summaryOf } from './bench.ts';

export const deletingCases: Cases = {
  'delete removes content, checkpoint and listing': async (bench) => {
    await fill(bench);
    await bench.log.delete(name);
    await bench.restart();
    assert.equal(await bench.log.read(name), undefined);
    assert.equal(await bench.log.find(name), undefined);
    assert.equal(await bench.log.isDeleted(name), true);
    assert.deepEqual(await bench.listedNames(), [other]);
    assert.deepEqual(await bench.texts(other), ['kept']);
  },

  'delete keeps the name taken: every change of it is refused': async (bench) => {
    await fill(bench);
    await bench.log.delete(name);
    await bench.restart();
    const description = { editedMs: 9, summary: summaryOf('again') };
    await rejectsWith('DOCUMENT_DELETED', name, bench.append(name, 'again'));
    await rejectsWith('DOCUMENT_DELETED', name, bench.log.checkpoint(name, checkpointOf(1)));
    await rejectsWith('DOCUMENT_DELETED', name, bench.log.describe(name, description));
    assert.equal(await bench.log.read(name), undefined);
    assert.deepEqual(await bench.listedNames(), [other]);
  },

  'delete may be repeated': async (bench) => {
    await fill(bench);
    await Promise.all([bench.log.delete(name), bench.log.delete(name)]);
    await bench.restart();
    await bench.log.delete(name);
    assert.equal(await bench.log.isDeleted(name), true);
  },

  'delete takes no name that was no document': async (bench) => {
    await bench.log.delete(name);
    await bench.restart();
    assert.equal(await bench.log.isDeleted(name), false);
    assert.equal(await bench.append(name, 'a'), 1);
  },

  'delete takes its place among appends in the order of the calls': async (bench) => {
    const before = bench.append(name, 'a');
    const deletion = bench.log.delete(name);
    const behind = bench.append(name, 'b');
    await rejectsWith('DOCUMENT_DELETED', name, behind);
    assert.equal(await before, 1);
    await deletion;
    await bench.restart();
    assert.equal(await bench.log.read(name), undefined);
    assert.deepEqual(await bench.listedNames(), []);
  },

  'delete removes a document of thousands of entries': async (bench) => {
    await bench.append(other, 'kept');
    await bench.append(name, ...Array.from({ length: 5000 }, (_, i) => `text ${i}`));
    await bench.log.delete(name);
    await bench.restart();
    assert.equal(await bench.log.read(name), undefined);
    assert.deepEqual(await bench.texts(other), ['kept']);
  },
};

async function fill(bench: Bench): Promise<void> {
  await bench.append(other, 'kept');
  await bench.append(name, 'a', 'b', 'c');
  await bench.log.checkpoint(name, checkpointOf(2));
  await bench.log.describe(name, { editedMs: 7, summary: summaryOf('n') });
}
