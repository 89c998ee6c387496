import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { LogError } from '../logError.ts';
import { quote } from '../precondition.ts';
import { type Database, openLevelDatabase, type Pair, type Reader } from './database.ts';
import { backupFailure } from './failure.ts';
import { contentsRange, formatKey, parseDocumentKey } from './key.ts';
import { countEntries } from './run.ts';
import { openShadow } from './shadow.ts';

/** What a backup holds. */
export interface Backup {
  readonly documents: number;
  readonly entries: number;
  /** Of keys and values, before compression. */
  readonly bytes: number;
}

export interface BackupOptions {
  /** The directory that is to be the backup: it must not exist, or be empty. Its parents are made if they are missing. */
  readonly to: string;
  /** Ends the backup early, with the signal's reason. */
  readonly signal?: AbortSignal;
}

/**
 * Copies the database of a directory that no process has open, and changes nothing there.
 * @throws {LogError} as `LevelLog.backUp` and `openLevelInspection`
 */
export async function backUpDirectory(
  options: BackupOptions & { readonly directory: string },
): Promise<Backup> {
  const shadow = await openShadow(options.directory);
  try {
    return await backUp(shadow.reader, options);
  } finally {
    await shadow.close();
  }
}

/**
 * Copies all that a reader shows into a database of its own, in a directory that gets its name only when everything is
 * on the disk. Until then it lacks its format, too, without which no log opens it. Takes the memory of a piece of the stream.
 */
export async function backUp(reader: Reader, { to, signal }: BackupOptions): Promise<Backup> {
  const target = resolve(to);
  const incomplete = `${target}.incomplete-${randomBytes(6).toString('hex')}`;
  try {
    await requireFree(target);
    await mkdir(dirname(target), { recursive: true });
    const backup = await copy(reader, { to: incomplete, signal });
    await publish(incomplete, target);
    return backup;
  } catch (error) {
    await rm(incomplete, { recursive: true, force: true }).catch(() => undefined);
    throw signal?.aborted ? signal.reason : backupFailure(error, target);
  }
}

async function copy(
  reader: Reader,
  { to, signal }: { readonly to: string; readonly signal: AbortSignal | undefined },
): Promise<Backup> {
  const format = await reader.get(formatKey);
  if (format === undefined) throw new Error('A log without a format can not be open.');
  const database = await openLevelDatabase(to);
  try {
    const backup = await copyContents(reader, { database, signal });
    await database.write([{ type: 'put', key: formatKey, value: format }]);
    return backup;
  } finally {
    await database.close();
  }
}

async function copyContents(
  reader: Reader,
  { database, signal }: { readonly database: Database; readonly signal: AbortSignal | undefined },
): Promise<Backup> {
  let backup: Backup = { documents: 0, entries: 0, bytes: 0 };
  for await (const pairs of reader.stream(contentsRange)) {
    signal?.throwIfAborted();
    await database.write(pairs.map(([key, value]) => ({ type: 'put', key, value })));
    backup = pairs.reduce(count, backup);
  }
  return backup;
}

function count({ documents, entries, bytes }: Backup, [key, value]: Pair): Backup {
  const kind = parseDocumentKey(key)?.kind;
  return {
    documents: documents + (kind === 'listing' ? 1 : 0),
    entries: entries + (kind === 'entry' ? countEntries(value) : 0),
    bytes: bytes + key.length + value.length,
  };
}

/** @throws {LogError} `BACKUP_EXISTS` */
async function requireFree(target: string): Promise<void> {
  const files = await readdir(target).catch((error: NodeJS.ErrnoException): readonly string[] => {
    if (error.code === 'ENOENT') return [];
    if (error.code === 'ENOTDIR') throw taken(target);
    throw error;
  });
  if (files.length > 0) throw taken(target);
}

/** An empty directory of that name gives way; one that was filled meanwhile does not. */
async function publish(incomplete: string, target: string): Promise<void> {
  await syncDirectory(incomplete);
  await rename(incomplete, target).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ENOTEMPTY' || error.code === 'EEXIST' ? taken(target) : error;
  });
  await syncDirectory(dirname(target));
}

async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function taken(target: string): LogError {
  return new LogError(
    'BACKUP_EXISTS',
    `There is something in ${quote(target)} already. Choose a directory that is empty or not there.`,
  );
}
