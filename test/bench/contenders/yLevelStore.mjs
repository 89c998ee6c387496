import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/**
 * Fills a y-leveldb store with one document as its `storeUpdate` would, an entry for each update, but in batches: one by one
 * takes a minute. Run as `node yLevelStore.mjs <folder with its node_modules> <data> <document> <file of updates>`.
 */

const [peers, data, name, file] = process.argv.slice(2);
const require = createRequire(join(peers, 'package.json'));
const { LeveldbPersistence } = require('y-leveldb');
const { createDecoder, hasContent, readVarUint8Array } = require('lib0/decoding');

const entriesPerBatch = 10_000;

const decoder = createDecoder(new Uint8Array(readFileSync(file)));
const persistence = new LeveldbPersistence(data);
// The first entry also makes the record by which the store knows the document, and the others go behind it.
await persistence.storeUpdate(name, readVarUint8Array(decoder));
await persistence._transact(async (database) => {
  for (let clock = 1; hasContent(decoder); ) {
    const batch = [];
    for (; hasContent(decoder) && batch.length < entriesPerBatch; clock += 1)
      batch.push({
        type: 'put',
        key: ['v1', name, 'update', clock],
        value: Buffer.from(readVarUint8Array(decoder)),
      });
    await database.batch(batch);
  }
});
await persistence.destroy();
