import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { entryOf, name } from '../contract/bench.ts';
import { tamper, withDirectory } from './directory.fixture.ts';
import { Faults } from './faults.fixture.ts';
import { formatKey } from './key.ts';
import { openLevelLog } from './levelLog.ts';

it('openLevelLog makes a directory and its parents when they are not there', () =>
  withDirectory(async (directory) => {
    const log = await openLevelLog({ directory: join(directory, 'a', 'b') });
    expect(await log.append(name, [entryOf('a')])).toBe(1);
    await log.close();
  }));

it('openLevelLog refuses a directory that another log has open, and opens it afterwards', () =>
  withDirectory(async (directory) => {
    const log = await openLevelLog({ directory });
    await expect(openLevelLog({ directory })).rejects.toMatchObject({
      code: 'LOG_LOCKED',
      message: expect.stringContaining(directory),
    });
    await log.close();
    await (await openLevelLog({ directory })).close();
  }));

it('openLevelLog refuses a database of a newer format, and leaves it as it is', () =>
  withDirectory(async (directory) => {
    await writeFormat(directory, 'scriptorium log 3');
    const refused = {
      code: 'FORMAT_UNKNOWN',
      message: expect.stringMatching(/format 3.*knows up to 2.*Start the newer version/),
    };
    await expect(openLevelLog({ directory })).rejects.toMatchObject(refused);
    await expect(openLevelLog({ directory })).rejects.toMatchObject(refused);
  }));

it.each(['', 'scriptorium log 0', 'scriptorium log 1 ', 'something else'])(
  'openLevelLog refuses a database whose format is "%s"',
  (format) =>
    withDirectory(async (directory) => {
      await writeFormat(directory, format);
      await expect(openLevelLog({ directory })).rejects.toMatchObject({
        code: 'FORMAT_UNKNOWN',
        message: expect.stringContaining('not written by Scriptorium'),
      });
    }),
);

it('openLevelLog refuses a database of another program, and writes nothing into it', () =>
  withDirectory(async (directory) => {
    const foreign = new Uint8Array(Buffer.from('foreign'));
    await tamper(directory, (database) =>
      database.write([{ type: 'put', key: foreign, value: new Uint8Array([1]) }]),
    );
    await expect(openLevelLog({ directory })).rejects.toMatchObject({ code: 'FORMAT_UNKNOWN' });
    await tamper(directory, async (database) => {
      expect(await database.get(formatKey)).toBeUndefined();
      expect(await database.get(foreign)).toBeDefined();
    });
  }));

it('openLevelLog refuses a path that is a file or lies behind one', () =>
  withDirectory(async (directory) => {
    const file = join(directory, 'file');
    await writeFile(file, '');
    for (const path of [file, join(file, 'below')])
      await expect(openLevelLog({ directory: path })).rejects.toMatchObject({
        code: 'LOG_UNWRITABLE',
        message: expect.stringContaining(path),
      });
  }));

it('openLevelLog refuses a database whose files are damaged', () =>
  withDirectory(async (directory) => {
    await (await openLevelLog({ directory })).close();
    await writeFile(join(directory, 'CURRENT'), 'nonsense');
    await expect(openLevelLog({ directory })).rejects.toMatchObject({
      code: 'ENTRY_CORRUPT',
      document: undefined,
      message: expect.stringContaining('backup'),
    });
  }));

it('openLevelLog lets go of the directory when it can not write the format', () =>
  withDirectory(async (directory) => {
    const faults = new Faults();
    faults.writes = ['lost'];
    await expect(openLevelLog({ directory, openDatabase: faults.open })).rejects.toMatchObject({
      code: 'LOG_UNWRITABLE',
    });
    await (await openLevelLog({ directory })).close();
  }));

async function writeFormat(directory: string, format: string): Promise<void> {
  const value = Buffer.from(format);
  await tamper(directory, (database) => database.write([{ type: 'put', key: formatKey, value }]));
}
