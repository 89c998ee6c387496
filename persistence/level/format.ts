import { LogError } from '../logError.ts';
import { quote } from '../precondition.ts';
import type { Database, Reader } from './database.ts';
import { formatKey } from './key.ts';

/** Goes up with every change that an older program would misread. */
export const formatVersion = 1;

const magic = 'scriptorium log ';

/**
 * Writes the format into an empty database and checks it in any other.
 * @throws {LogError} `FORMAT_UNKNOWN`
 */
export async function checkFormat(database: Database, directory: string): Promise<void> {
  const stored = await database.get(formatKey);
  if (stored !== undefined) return checkVersion(Buffer.from(stored).toString(), directory);
  const anything = await database.keys({ gte: formatKey, lt: new Uint8Array([0xff]) }, { limit: 1 });
  if (anything.length > 0) throw foreign(directory);
  const value = Buffer.from(`${magic}${formatVersion}`);
  await database.write([{ type: 'put', key: formatKey, value }]);
}

/**
 * Checks the format of a database that must not be written.
 * @throws {LogError} `FORMAT_UNKNOWN`
 */
export async function requireFormat(reader: Reader, directory: string): Promise<void> {
  const stored = await reader.get(formatKey);
  if (stored === undefined) throw foreign(directory);
  checkVersion(Buffer.from(stored).toString(), directory);
}

function checkVersion(stored: string, directory: string): void {
  if (stored === `${magic}${formatVersion}`) return;
  if (!/^scriptorium log [1-9]\d*$/.test(stored)) throw foreign(directory);
  throw new LogError(
    'FORMAT_UNKNOWN',
    `The database in ${quote(directory)} has format ${stored.slice(magic.length)}, and this program knows ${formatVersion} only. ` +
      'Start the newer version of Scriptorium that wrote it, or choose another data directory.',
  );
}

function foreign(directory: string): LogError {
  return new LogError(
    'FORMAT_UNKNOWN',
    `The database in ${quote(directory)} was not written by Scriptorium. Choose another data directory.`,
  );
}
