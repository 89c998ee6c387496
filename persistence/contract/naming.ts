import assert from 'node:assert/strict';
import { parseDocumentName } from '../documentName.ts';
import { type Cases, checkpointOf, loggedOf, rejectsWith, summaryOf } from './bench.ts';

/** Names that other servers can't keep, and names that a careless key would mix up. */
const names = [
  '__proto__',
  'constructor',
  'hasOwnProperty',
  'toString',
  ' ',
  '/',
  '..',
  'a',
  'a\0',
  'a\0b',
  'a\0\0',
  'a\0\u0001',
  'a\0\u0004',
  'a\u0001',
  'a\u00ff',
  'ab',
  '\0',
  '\0\0',
  '\0\u0001',
  '\0\u0002a',
  '\uffff',
  '🖋️ 草稿',
  'e\u0301',
  '\u00e9',
  'x'.repeat(255),
  `${'x'.repeat(254)}\0`,
  '\0'.repeat(255),
  `${'🖋'.repeat(63)}abc`,
].map(parseDocumentName);

export const namingCases: Cases = {
  'S11: every name is a document of its own': async (bench) => {
    await Promise.all(names.map((each) => bench.append(each, `of ${each}`, 'second')));
    for (const each of names) await bench.log.checkpoint(each, checkpointOf(1));
    for (const each of names) await bench.log.describe(each, { editedMs: 7, summary: summaryOf(each) });
    await bench.restart();
    for (const each of names) {
      assert.deepEqual(await bench.log.read(each), {
        checkpoint: checkpointOf(1),
        entries: [loggedOf('second', 2)],
        last: 2,
      });
      assert.equal((await bench.log.find(each))?.summary.title, each);
    }
    assert.deepEqual(new Set(await bench.listedNames()), new Set(names));
  },

  'S11: deleting one name leaves every other': async (bench) => {
    await Promise.all(names.map((each) => bench.append(each, `of ${each}`)));
    const deleted = names.filter((_, i) => i % 2 === 0);
    const kept = names.filter((_, i) => i % 2 === 1);
    for (const each of deleted) await bench.log.delete(each);
    await bench.restart();
    for (const each of deleted) {
      assert.equal(await bench.log.read(each), undefined);
      assert.equal(await bench.log.isDeleted(each), true);
      await rejectsWith('DOCUMENT_DELETED', each, bench.append(each, 'again'));
    }
    for (const each of kept) {
      assert.deepEqual(await bench.texts(each), [`of ${each}`]);
      assert.equal(await bench.log.isDeleted(each), false);
    }
    assert.deepEqual(new Set(await bench.listedNames()), new Set(kept));
  },
};
