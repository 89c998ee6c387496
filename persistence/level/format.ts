import { LogError } from '../logError.ts';
import { quote } from '../precondition.ts';
import type { Database, Reader } from './database.ts';
import { formatKey } from './key.ts';

/**
 * Goes up with every change that an older program would misread.
 *
 * 1. Each entry has a key of its own.
 * 2. Entries are written as runs (`run.ts`); those of format 1 stay as they are, and are read.
 */
export const formatVersion = 2;

const magic = 'scriptorium log ';

/**
 * Writes the format into an empty database, checks it in any other, and says of an older one that it is of this format from now on.
 * @throws {LogError} `FORMAT_UNKNOWN`
 */
export async function checkFormat(database: Database, directory: string): Promise<void> {
  const stored = await database.get(formatKey);
  if (stored !== undefined) {
    const version = parseVersion(Buffer.from(stored).toString(), directory);
    if (version < formatVersion) await writeFormat(database);
    return;
  }
  const anything = await database.keys({ gte: formatKey, lt: new Uint8Array([0xff]) }, { limit: 1 });
  if (anything.length > 0) throw foreign(directory);
  await writeFormat(database);
}

function writeFormat(database: Database): Promise<void> {
  const value = Buffer.from(`${magic}${formatVersion}`);
  return database.write([{ type: 'put', key: formatKey, value }]);
}

/**
 * Checks the format of a database that must not be written.
 * @throws {LogError} `FORMAT_UNKNOWN`
 */
export async function requireFormat(reader: Reader, directory: string): Promise<void> {
  const stored = await reader.get(formatKey);
  if (stored === undefined) throw foreign(directory);
  parseVersion(Buffer.from(stored).toString(), directory);
}

/** @returns the version, which is one that can be read */
function parseVersion(stored: string, directory: string): number {
  const version = Number(/^scriptorium log ([1-9]\d*)$/.exec(stored)?.[1] ?? 0);
  if (version === 0) throw foreign(directory);
  if (version <= formatVersion) return version;
  throw new LogError(
    'FORMAT_UNKNOWN',
    `The database in ${quote(directory)} has format ${stored.slice(magic.length)}, and this program knows up to ${formatVersion}. ` +
      'Start the newer version of Scriptorium that wrote it, or choose another data directory.',
  );
}

function foreign(directory: string): LogError {
  return new LogError(
    'FORMAT_UNKNOWN',
    `The database in ${quote(directory)} was not written by Scriptorium. Choose another data directory.`,
  );
}
