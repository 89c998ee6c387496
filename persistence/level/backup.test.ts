import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { checkpointOf, entryOf, name, other, summaryOf } from '../contract/bench.ts';
import { backUpDirectory } from './backup.ts';
import { allKeys, tamper, withDirectory } from './directory.fixture.ts';
import { Faults } from './faults.fixture.ts';
import { formatKey } from './key.ts';
import { type LevelLog, openLevelLog } from './levelLog.ts';

const manyTexts = Array.from({ length: 2500 }, (_, i) => `text ${i}`);

/** Runs a test with a log of two documents and a deleted one, and where its backup is to be. */
async function withLog(
  test: (place: { log: LevelLog; faults: Faults; directory: string; to: string }) => Promise<void>,
): Promise<void> {
  await withDirectory(async (parent) => {
    const directory = join(parent, 'data');
    const faults = new Faults();
    const log = await openLevelLog({ directory, openDatabase: faults.open });
    await log.append(name, manyTexts.map(entryOf));
    await log.checkpoint(name, checkpointOf(7));
    await log.append(other, [entryOf('a')]);
    await log.describe(other, { editedMs: 7, summary: summaryOf('title') });
    await test({ log, faults, directory, to: join(parent, 'backups', 'one') });
    await log.close();
  });
}

/** Every key and value, as text that can be compared. */
async function contentsOf(directory: string): Promise<readonly string[]> {
  const contents: string[] = [];
  await tamper(directory, async (database) => {
    for (const key of await allKeys(database))
      contents.push(
        `${Buffer.from(key).toString('hex')}=${Buffer.from((await database.get(key)) ?? []).toString('hex')}`,
      );
  });
  return contents;
}

it('backUp copies everything into a directory that a log opens, and makes its parents', () =>
  withLog(async ({ log, directory, to }) => {
    const backup = await log.backUp({ to });
    expect(backup).toMatchObject({ documents: 2, entries: 2501 });
    await log.close();
    expect(await contentsOf(to)).toEqual(await contentsOf(directory));
    const copy = await openLevelLog({ directory: to });
    expect(await copy.read(name)).toMatchObject({ checkpoint: checkpointOf(7), last: 2500 });
    expect(await copy.append(other, [entryOf('b')])).toBe(2);
    await copy.close();
  }));

it('backUpDirectory copies the same from a log that is closed', () =>
  withLog(async ({ log, directory, to }) => {
    const backup = await log.backUp({ to });
    await log.close();
    expect(await backUpDirectory({ directory, to: `${to} again` })).toEqual(backup);
    expect(await contentsOf(`${to} again`)).toEqual(await contentsOf(to));
  }));

it('backUp shows each document as it was when it began, and keeps no append waiting', () =>
  withLog(async ({ log, faults, to }) => {
    const release = faults.reading.shut();
    const backup = log.backUp({ to });
    expect(await log.append(name, [entryOf('later')])).toBe(2501);
    release();
    expect(await backup).toMatchObject({ entries: 2501 });
    const copy = await openLevelLog({ directory: to });
    expect(await copy.read(name)).toMatchObject({ last: 2500 });
    await copy.close();
  }));

it('backUp fills an empty directory, and touches none in which there is something', () =>
  withLog(async ({ log, directory, to }) => {
    await mkdir(to, { recursive: true });
    await log.backUp({ to });
    const before = await readdir(to);
    const file = join(directory, '..', 'file');
    await writeFile(file, '');
    for (const taken of [to, directory, file])
      await expect(log.backUp({ to: taken })).rejects.toMatchObject({
        code: 'BACKUP_EXISTS',
        message: expect.stringContaining(taken),
      });
    expect(await readdir(to)).toEqual(before);
  }));

it('backUp that is ended early leaves nothing, whoever ends it', () =>
  withLog(async ({ log, faults, to }) => {
    const reason = new Error('enough');
    const hangUp = new AbortController();
    const ends = [
      { signal: hangUp.signal, end: async () => hangUp.abort(reason), error: reason },
      {
        end: async () => {
          // After a write that failed, the next one has to reopen the database, and may not wait for the backup.
          faults.writes = ['lost'];
          await log.append(other, [entryOf('b')]).catch(() => undefined);
          const interrupt = vi.spyOn(AbortController.prototype, 'abort');
          void log.append(other, [entryOf('b')]);
          await expect.poll(() => interrupt.mock.calls.length).toBe(1);
          interrupt.mockRestore();
        },
        error: { code: 'READ_FAILED' },
      },
      { end: async () => void log.close(), error: { code: 'LOG_CLOSED' } },
    ];
    for (const { end, error, ...signal } of ends) {
      const release = faults.reading.shut();
      const backup = log.backUp({ to, ...signal });
      const failed = expect(backup).rejects.toMatchObject(error);
      await end();
      release();
      await failed;
      expect(await readdir(join(to, '..'))).toEqual([]);
    }
  }));

it('backUp that can not read leaves nothing, and says why', () =>
  withLog(async ({ log, faults, to }) => {
    faults.isUnreadable = true;
    await expect(log.backUp({ to })).rejects.toMatchObject({
      code: 'BACKUP_FAILED',
      message: expect.stringContaining('input/output error'),
    });
    expect(await readdir(join(to, '..'))).toEqual([]);
    faults.isUnreadable = false;
  }));

it('a backup without its last write is opened by nobody', () =>
  withLog(async ({ log, to }) => {
    await log.backUp({ to });
    await tamper(to, (database) => database.write([{ type: 'del', key: formatKey }]));
    await expect(openLevelLog({ directory: to })).rejects.toMatchObject({ code: 'FORMAT_UNKNOWN' });
    await expect(backUpDirectory({ directory: to, to: `${to} again` })).rejects.toMatchObject({
      code: 'FORMAT_UNKNOWN',
    });
  }));
