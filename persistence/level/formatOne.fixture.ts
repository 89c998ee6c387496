import { crc32 } from 'node:zlib';
import type { LoggedEntry } from '../updateLog.ts';
import type { Database, Operation } from './database.ts';
import { allKeys } from './directory.fixture.ts';
import { documentKey, formatKey, parseDocumentKey, writeUint53 } from './key.ts';
import { decodeEntries } from './run.ts';

/** Makes a database what the program wrote that knew format 1: a key for each entry. */
export async function rewriteAsFormatOne(database: Database): Promise<void> {
  const operations: Operation[] = [];
  for (const key of await allKeys(database)) {
    const place = parseDocumentKey(key);
    if (place?.kind !== 'entry') continue;
    operations.push({ type: 'del', key });
    for (const entry of decodeEntries(key, (await database.get(key)) ?? new Uint8Array(0)) ?? []) {
      const entryKey = documentKey(place.name, 'entry', entry.sequence);
      operations.push({ type: 'put', key: entryKey, value: encodeAsFormatOne(entryKey, entry) });
    }
  }
  const value = Buffer.from('scriptorium log 1');
  await database.write([...operations, { type: 'put', key: formatKey, value }]);
}

/** CRC of the key and of what follows; time, length of the author, author, update. */
function encodeAsFormatOne(key: Uint8Array, { timeMs, author, update }: LoggedEntry): Uint8Array {
  const authorBytes = Buffer.from(author);
  const value = Buffer.concat([Buffer.alloc(16), authorBytes, update]);
  writeUint53(value, { at: 4, value: timeMs });
  value.writeUInt32BE(authorBytes.length, 12);
  value.writeUInt32BE(crc32(value.subarray(4), crc32(key)), 0);
  return value;
}
