import { expect, it } from 'vitest';
import { checkpointOf, entryOf, name, other } from '../contract/bench.ts';
import { allKeys, tamper, withDirectory } from './directory.fixture.ts';
import { Faults } from './faults.fixture.ts';
import { documentKey, formatKey, indexKey } from './key.ts';
import { openLevelLog } from './levelLog.ts';

const texts = Array.from({ length: 2500 }, (_, i) => `text ${i}`);

it('delete leaves nothing but a tombstone, in batches of bounded size', () =>
  withDirectory(async (directory) => {
    const faults = new Faults();
    const log = await openLevelLog({ directory, openDatabase: faults.open });
    await log.append(name, texts.map(entryOf));
    await log.checkpoint(name, checkpointOf(7));
    faults.batches.length = 0;
    await log.delete(name);
    await log.close();
    expect(Math.max(...faults.batches.map((batch) => batch.length))).toBeLessThanOrEqual(1000);
    await expectKeys(directory, [formatKey, documentKey(name, 'tombstone')]);
  }));

it('a deletion that was interrupted hides the document, and is finished on the next opening', () =>
  withDirectory(async (directory) => {
    const faults = new Faults();
    const log = await openLevelLog({ directory, openDatabase: faults.open });
    await log.append(name, texts.map(entryOf));
    await log.append(other, [entryOf('kept')]);
    faults.writes = ['written', 'written', 'lost'];
    await expect(log.delete(name)).rejects.toMatchObject({ code: 'WRITE_FAILED', document: name });
    expect(await log.read(name)).toBeUndefined();
    expect(await log.find(name)).toBeUndefined();
    expect(await log.isDeleted(name)).toBe(true);
    await log.close();

    const reopened = await openLevelLog({ directory });
    expect(await reopened.read(name)).toBeUndefined();
    await reopened.close();
    const place = indexKey({ name: other, editedMs: entryOf('kept').timeMs });
    await expectKeys(directory, [
      formatKey,
      place,
      documentKey(name, 'tombstone'),
      documentKey(other, 'listing'),
      documentKey(other, 'entry', 1),
    ]);
  }));

it('a deletion that was interrupted is finished when it is asked for again', () =>
  withDirectory(async (directory) => {
    const faults = new Faults();
    const log = await openLevelLog({ directory, openDatabase: faults.open });
    await log.append(name, texts.map(entryOf));
    faults.writes = ['written', 'landed'];
    await expect(log.delete(name)).rejects.toMatchObject({ code: 'WRITE_FAILED' });
    await log.delete(name);
    await log.close();
    await expectKeys(directory, [formatKey, documentKey(name, 'tombstone')]);
  }));

async function expectKeys(directory: string, keys: readonly Uint8Array[]): Promise<void> {
  await tamper(directory, async (database) => {
    const hex = (key: Uint8Array) => Buffer.from(key).toString('hex');
    expect((await allKeys(database)).map(hex)).toEqual(keys.map(hex));
  });
}
