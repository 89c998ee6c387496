import { expect, it } from 'vitest';
import { bytesOf, checkpointOf, entryOf, loggedOf, name, other } from '../contract/bench.ts';
import type { UpdateLog } from '../updateLog.ts';
import { allKeys, tamper, withDirectory } from './directory.fixture.ts';
import { Faults } from './faults.fixture.ts';
import { documentKey, parseDocumentKey } from './key.ts';
import { openLevelLog } from './levelLog.ts';

const looseRunsMax = 10;

/** Runs a test with a log, and returns the last sequences of the runs of `name` that are stored when it is closed. */
async function runsAfter(
  test: (log: UpdateLog, faults: Faults) => Promise<void>,
): Promise<readonly number[]> {
  const lasts: number[] = [];
  await withDirectory(async (directory) => {
    const faults = new Faults();
    const log = await openLevelLog({ directory, looseRunsMax, gatherMs: 0, openDatabase: faults.open });
    await test(log, faults);
    await log.close();
    await tamper(directory, async (database) => {
      for (const key of await allKeys(database)) {
        const place = parseDocumentKey(key);
        if (place?.name === name && place.kind === 'entry') lasts.push(place.sequence);
      }
    });
  });
  return lasts;
}

const texts = (count: number) => Array.from({ length: count }, (_, i) => `text ${i}`);

async function appendEach(log: UpdateLog, count: number): Promise<void> {
  for (const text of texts(count)) await log.append(name, [entryOf(text)]);
}

async function expectTexts(log: UpdateLog, count: number): Promise<void> {
  const entries = texts(count).map((text, i) => loggedOf(text, i + 1));
  expect(await log.read(name)).toEqual({ checkpoint: undefined, entries, last: count });
}

it('entries that come one by one are joined by the next append, in the same batch, when they are many', async () => {
  const runs = await runsAfter(async (log, faults) => {
    faults.batches.length = 0;
    await appendEach(log, 25);
    expect(faults.batches.length).toBe(25);
    await expectTexts(log, 25);
  });
  expect(runs).toEqual([10, 20, 21, 22, 23, 24, 25]);
});

it('entries for which a checkpoint stands are left as they are', async () => {
  const runs = await runsAfter(async (log) => {
    await appendEach(log, 9);
    await log.checkpoint(name, checkpointOf(9));
    await appendEach(log, 9);
  });
  expect(runs).toEqual(Array.from({ length: 18 }, (_, i) => i + 1));
});

it('what was joined is read from anywhere, and goes on being appended to after a restart', () =>
  withDirectory(async (directory) => {
    const log = await openLevelLog({ directory, looseRunsMax, gatherMs: 0 });
    await appendEach(log, 12);
    await log.close();
    const reopened = await openLevelLog({ directory, looseRunsMax, gatherMs: 0 });
    for (let after = 0; after <= 12; after += 1) {
      const entries: readonly { readonly sequence: number }[] =
        (await reopened.read(name, { after: loggedOf('', after).sequence }))?.entries ?? [];
      expect(entries.map(({ sequence }) => sequence)).toEqual(
        Array.from({ length: 12 - after }, (_, i) => after + 1 + i),
      );
    }
    expect(await reopened.append(name, [entryOf('later')])).toBe(13);
    await reopened.close();
  }));

it('large entries are not written again, nor what was before them', async () => {
  const runs = await runsAfter(async (log) => {
    await appendEach(log, 5);
    await log.append(name, [{ ...entryOf('large'), update: new Uint8Array(2000) }]);
    for (const text of texts(11)) await log.append(name, [entryOf(text)]);
  });
  expect(runs).toEqual([1, 2, 3, 4, 5, 6, 16, 17]);
});

it('a checkpoint, a description or a deletion joins nothing', async () => {
  const runs = await runsAfter(async (log) => {
    await appendEach(log, 10);
    await log.checkpoint(name, checkpointOf(10));
  });
  expect(runs).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  expect(
    await runsAfter(async (log) => {
      await appendEach(log, 10);
      await log.delete(name);
    }),
  ).toEqual([]);
});

it.each(['lost', 'landed'] as const)(
  'a batch that joins and fails (%s) leaves every entry once',
  async (fault) => {
    await runsAfter(async (log, faults) => {
      await appendEach(log, 10);
      faults.writes = [fault];
      await expect(log.append(name, [entryOf('text 10')])).rejects.toMatchObject({ code: 'WRITE_FAILED' });
      await expectTexts(log, 10);
      expect(await log.append(name, [entryOf('text 10')])).toBe(11);
      await expectTexts(log, 11);
    });
  },
);

it('entries that are torn are left alone by an append, and told by a read', () =>
  withDirectory(async (directory) => {
    const log = await openLevelLog({ directory, looseRunsMax: 3, gatherMs: 0 });
    await log.append(other, [entryOf('a')]);
    await appendEach(log, 2);
    await log.close();
    const faults = new Faults();
    const torn = await openLevelLog({ directory, looseRunsMax: 3, gatherMs: 0, openDatabase: faults.open });
    await appendEach(torn, 3);
    const key = documentKey(name, 'entry', 4);
    await faults.databases.at(-1)?.write([{ type: 'put', key, value: bytesOf('torn') }]);
    expect(await torn.append(name, [entryOf('b')])).toBe(6);
    await expect(torn.read(name)).rejects.toMatchObject({ code: 'ENTRY_CORRUPT', sequence: 4 });
    await torn.close();
  }));
