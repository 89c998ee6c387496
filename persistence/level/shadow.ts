import { constants } from 'node:fs';
import { access, copyFile, mkdir, mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { LogError } from '../logError.ts';
import { quote } from '../precondition.ts';
import { type Database, openLevelDatabase, type Reader } from './database.ts';
import { openFailure } from './failure.ts';
import { requireFormat } from './format.ts';

/** A database that is looked at without a byte of its directory being changed. */
export interface Shadow {
  readonly reader: Reader;
  close(): Promise<void>;
}

/**
 * Opens a database to be read only, which LevelDB can't: on opening it moves the newest entries into a table, renames its
 * journal and deletes files. So it is shown a directory of its own, in which the tables, which never change, are links to
 * those of the database, and the few other files are copies. The lock is a link as well: while a shadow is open, no process can open the
 * database, and a database that is open casts no shadow.
 *
 * @throws {LogError} `LOG_LOCKED`, `LOG_UNWRITABLE`, `FORMAT_UNKNOWN`, `ENTRY_CORRUPT` when the database can't be opened
 */
export async function openShadow(directory: string): Promise<Shadow> {
  const parts: (() => Promise<void>)[] = [];
  const close = async () => {
    while (parts.length > 0) await parts.pop()?.();
  };
  try {
    const files = await requireDatabase(directory);
    const place = await mkdtemp(join(tmpdir(), 'scriptorium-'));
    parts.push(() => rm(place, { recursive: true, force: true }));
    const lock = await holdLock(directory, join(place, 'lock'));
    parts.push(async () => lock?.close());
    const database = await openLevelDatabase(
      await castShadow(directory, { files, to: join(place, 'shadow') }),
    );
    parts.push(() => database.close());
    await requireFormat(database, directory);
    return { reader: database, close };
  } catch (error) {
    await close();
    throw openFailure(error, directory);
  }
}

/** @returns the names of its files */
async function requireDatabase(directory: string): Promise<readonly string[]> {
  const files = await readdir(directory).catch((error: NodeJS.ErrnoException): readonly string[] => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return [];
    throw error;
  });
  if (files.includes('CURRENT')) return files;
  if (files.some((file) => isTable(file) || isJournal(file)))
    throw new LogError(
      'ENTRY_CORRUPT',
      `The database in ${quote(directory)} is damaged: its file CURRENT is missing. Keep a copy of it and restore a backup.`,
    );
  throw new LogError('FORMAT_UNKNOWN', `There is no database of Scriptorium in ${quote(directory)}.`);
}

/**
 * Takes the database's lock by opening an empty database of which nothing but the lock is the other's. On a read-only
 * file system nobody can hold it.
 */
async function holdLock(directory: string, place: string): Promise<Database | undefined> {
  const lock = resolve(directory, 'LOCK');
  const isUsable = await access(lock, constants.W_OK).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'EROFS') return false;
      throw error;
    },
  );
  if (!isUsable) return undefined;
  await mkdir(place);
  await symlink(lock, join(place, 'LOCK'));
  return openLevelDatabase(place);
}

async function castShadow(
  directory: string,
  { files, to }: { readonly files: readonly string[]; readonly to: string },
): Promise<string> {
  await mkdir(to);
  for (const file of files) {
    if (isTable(file)) await symlink(resolve(directory, file), join(to, file));
    else if (isJournal(file)) await copyFile(join(directory, file), join(to, file));
  }
  return to;
}

function isTable(file: string): boolean {
  return /^\d+\.(ldb|sst)$/.test(file);
}

/** What says which tables count, and what is in none yet. */
function isJournal(file: string): boolean {
  return /^(CURRENT|MANIFEST-\d+|\d+\.log)$/.test(file);
}
