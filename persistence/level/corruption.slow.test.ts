import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assert, asyncProperty, integer } from 'fast-check';
import { expect, it } from 'vitest';
import { checkpointOf, entryOf, name, other, summaryOf } from '../contract/bench.ts';
import { type DocumentName, parseDocumentName } from '../documentName.ts';
import { parseSequence } from '../sequence.ts';
import type { UpdateLog } from '../updateLog.ts';
import type { Database } from './database.ts';
import { tamper, withDirectory } from './directory.fixture.ts';
import { rewriteAsFormatOne } from './formatOne.fixture.ts';
import { documentKey, kindRange } from './key.ts';
import { openLevelLog } from './levelLog.ts';

const entryTexts = ['a', 'b', 'c', 'd', 'e'];

/**
 * Fills a log with two documents, one with a checkpoint at 2, changes the closed database, and hands the log that is
 * opened over it to the test. The other document must be untouched whatever was changed, and the list complete. Does all that
 * with a database of each format.
 */
async function withDamage(
  damage: (database: Database) => Promise<void>,
  test: (log: UpdateLog) => Promise<void>,
): Promise<void> {
  await withDamageOf(damage, test);
  await withDamageOf(async (database) => {
    await rewriteAsFormatOne(database);
    await damage(database);
  }, test);
}

async function withDamageOf(
  damage: (database: Database) => Promise<void>,
  test: (log: UpdateLog) => Promise<void>,
): Promise<void> {
  await withDirectory(async (directory) => {
    const filled = await openLevelLog({ directory });
    for (const document of [name, other]) await fill(filled, document);
    await filled.close();
    await tamper(directory, damage);
    const log = await openLevelLog({ directory });
    expect((await log.list({ limit: 9 })).map((listing) => listing.name)).toEqual([other, name].sort());
    await test(log);
    expect(await log.read(other)).toMatchObject({ checkpoint: checkpointOf(2), last: 5 });
    expect(await log.append(other, [entryOf('f')])).toBe(6);
    await log.close();
  });
}

async function fill(log: UpdateLog, document: DocumentName): Promise<void> {
  for (const text of entryTexts) await log.append(document, [entryOf(text)]);
  await log.checkpoint(document, checkpointOf(2));
  await log.describe(document, { editedMs: 7, summary: summaryOf('title') });
}

function remove(...keys: readonly Uint8Array[]) {
  return (database: Database) => database.write(keys.map((key) => ({ type: 'del', key })));
}

/** Changes one bit of a value. */
function flip(key: Uint8Array, bit: number) {
  return async (database: Database) => {
    const value = Uint8Array.from((await database.get(key)) ?? []);
    const at = Math.floor(bit / 8) % value.length;
    value[at] = (value[at] ?? 0) ^ (1 << (bit % 8));
    await database.write([{ type: 'put', key, value }]);
  };
}

function corruptAt(sequence: number) {
  return { code: 'ENTRY_CORRUPT', document: name, sequence };
}

it('read reports any changed bit of an entry with its document and sequence', () =>
  assert(
    asyncProperty(integer({ min: 0, max: 2 ** 16 }), integer({ min: 3, max: 5 }), (bit, sequence) =>
      withDamage(flip(documentKey(name, 'entry', sequence), bit), async (log) => {
        await expect(log.read(name)).rejects.toMatchObject(corruptAt(sequence));
      }),
    ),
    { numRuns: 20 },
  ));

it('read reports any changed bit of a checkpoint', () =>
  assert(
    asyncProperty(integer({ min: 0, max: 2 ** 16 }), (bit) =>
      withDamage(flip(documentKey(name, 'checkpoint', 2), bit), async (log) => {
        await expect(log.read(name)).rejects.toMatchObject(corruptAt(2));
      }),
    ),
    { numRuns: 10 },
  ));

it('read reports an entry that is cut short', () =>
  withDamage(
    async (database) => {
      const key = documentKey(name, 'entry', 4);
      const value = (await database.get(key)) ?? new Uint8Array();
      await database.write([{ type: 'put', key, value: value.subarray(0, 3) }]);
    },
    async (log) => expect(log.read(name)).rejects.toMatchObject(corruptAt(4)),
  ));

it('read reports a whole entry that stands in the place of another', () =>
  withDamage(
    async (database) => {
      const value = (await database.get(documentKey(name, 'entry', 3))) ?? new Uint8Array();
      await database.write([{ type: 'put', key: documentKey(name, 'entry', 4), value }]);
    },
    async (log) => expect(log.read(name)).rejects.toMatchObject(corruptAt(4)),
  ));

it('read reports entries that were stored as one by the first that is asked for', () =>
  withDirectory(async (directory) => {
    const filled = await openLevelLog({ directory });
    await filled.append(name, [entryOf('before')]);
    await filled.append(name, entryTexts.map(entryOf));
    await filled.close();
    await tamper(directory, flip(documentKey(name, 'entry', 6), 200));
    const log = await openLevelLog({ directory });
    await expect(log.read(name)).rejects.toMatchObject(corruptAt(2));
    await expect(log.read(name, { after: parseSequence(3) })).rejects.toMatchObject(corruptAt(4));
    expect(await log.read(name, { after: parseSequence(6) })).toMatchObject({ entries: [], last: 6 });
    await log.close();
  }));

it('read reports a gap behind the checkpoint, wherever it is', async () => {
  for (const missing of [3, 4])
    await withDamage(remove(documentKey(name, 'entry', missing)), async (log) => {
      await expect(log.read(name)).rejects.toMatchObject(corruptAt(missing));
    });
});

it('read and append report a log that ends before its checkpoint, and nothing is stored behind the loss', () =>
  withDamage(remove(...[2, 3, 4, 5].map((sequence) => documentKey(name, 'entry', sequence))), async (log) => {
    await expect(log.read(name)).rejects.toMatchObject(corruptAt(2));
    await expect(log.append(name, [entryOf('f')])).rejects.toMatchObject(corruptAt(2));
    await expect(log.checkpoint(name, checkpointOf(1))).rejects.toMatchObject(corruptAt(2));
  }));

it('read never shows a document that lost all its entries as an empty one', () =>
  withDamage(
    async (database) => {
      const keys = await database.keys(kindRange(name, 'entry'));
      await remove(...keys, documentKey(name, 'checkpoint', 2))(database);
    },
    async (log) => expect(log.read(name)).rejects.toMatchObject(corruptAt(1)),
  ));

it('read does not need what the checkpoint stands for', () =>
  withDamage(remove(documentKey(name, 'entry', 1)), async (log) => {
    expect(await log.read(name)).toMatchObject({ checkpoint: checkpointOf(2), last: 5 });
  }));

it('list and find show a document whose listing is torn or lost, and describe mends it', async () => {
  const key = documentKey(name, 'listing');
  for (const damage of [flip(key, 100), remove(key)])
    await withDamage(damage, async (log) => {
      const unreadable = { name, createdMs: 7, editedMs: 7, summary: { title: '', excerpt: '', words: 0 } };
      expect(await log.find(name)).toEqual(unreadable);
      expect(await log.list({ limit: 9 })).toContainEqual(unreadable);
      expect(await log.read(name)).toMatchObject({ last: 5 });
      await log.describe(name, { editedMs: 8, summary: summaryOf('mended') });
      expect(await log.find(name)).toMatchObject({ editedMs: 8, summary: summaryOf('mended') });
      expect((await log.list({ limit: 9 })).map((listing) => listing.name)).toEqual([name, other]);
    });
});

it('delete removes a damaged document', () =>
  withDamage(remove(documentKey(name, 'entry', 5), documentKey(name, 'listing')), async (log) => {
    await log.delete(name);
    expect(await log.read(name)).toBeUndefined();
    expect(await log.isDeleted(name)).toBe(true);
    expect((await log.list({ limit: 9 })).map((listing) => listing.name)).toEqual([other]);
  }));

it('read reports a damaged block of a table file, and documents in other blocks are read', () =>
  withDirectory(async (directory) => {
    const log = await openLevelLog({ directory });
    // Between the two documents and before them there are some blocks of 4 kB each.
    const fillers = [...'ae'].flatMap((letter) => Array.from({ length: 200 }, (_, i) => `${letter} ${i}`));
    await Promise.all(
      fillers.map((filler) => log.append(parseDocumentName(filler), [entryOf('x'.repeat(50))])),
    );
    const update = new Uint8Array(500_000).map((_, i) => (i * i) % 256);
    await log.append(name, [{ ...entryOf('a'), update }]);
    await log.append(other, [entryOf('b')]);
    await log.close();
    await (await openLevelLog({ directory })).close(); // Opening moves the entries into a table file.
    await damageTable(directory);
    const damaged = await openLevelLog({ directory });
    await expect(damaged.read(name)).rejects.toMatchObject({ code: 'ENTRY_CORRUPT', document: name });
    expect(await damaged.read(other)).toMatchObject({ last: 1 });
    expect(await damaged.list({ limit: 1000 })).toHaveLength(402);
    await damaged.close();
  }));

/** Overwrites some bytes of the one table file where only the large update can be. */
async function damageTable(directory: string): Promise<void> {
  const tables = (await readdir(directory)).filter((file) => file.endsWith('.ldb'));
  const contents = await Promise.all(tables.map((file) => readFile(join(directory, file))));
  const largest = contents.reduce(
    (most, bytes, i) => (bytes.length > (contents[most]?.length ?? 0) ? i : most),
    0,
  );
  const bytes = contents[largest] ?? Buffer.alloc(0);
  const middle = Math.floor(bytes.length / 2);
  await writeFile(join(directory, tables[largest] ?? ''), bytes.fill(0x55, middle, middle + 20));
}
