import type { DocumentName } from '../documentName.ts';
import { LogError } from '../logError.ts';
import { quote } from '../precondition.ts';
import { parseSequence } from '../sequence.ts';
import type { Checkpoint, LoggedEntry, Sequence, StoredDocument } from '../updateLog.ts';
import type { Reader } from './database.ts';
import { type Head, readHead } from './head.ts';
import { documentKey, kindRange, sequenceOf } from './key.ts';
import { decodeCheckpoint, decodeEntry } from './value.ts';

/**
 * @returns `undefined` for a document that has no entry or was deleted
 * @throws {LogError} `ENTRY_CORRUPT` when anything that it should return is torn, changed or missing
 */
export async function readDocument(
  reader: Reader,
  { name, after }: { readonly name: DocumentName; readonly after: Sequence },
): Promise<StoredDocument | undefined> {
  const head = await readHead(reader, name);
  if (head.damage !== undefined) throw head.damage;
  if (head.last === 0) return undefined;
  const checkpoint = await readCheckpoint(reader, head);
  const entries = await readEntries(reader, { ...head, after: laterOf(after, head.checkpointUpTo) });
  return { checkpoint, entries, last: head.last };
}

async function readCheckpoint(
  reader: Reader,
  { name, checkpointUpTo: upTo }: Head,
): Promise<Checkpoint | undefined> {
  if (upTo === 0) return undefined;
  const key = documentKey(name, 'checkpoint', upTo);
  const value = await reader.get(key);
  const update = value && decodeCheckpoint(key, value);
  if (update === undefined) throw corrupt('checkpoint', { name, sequence: upTo });
  return { upTo, update };
}

async function readEntries(
  reader: Reader,
  { name, last, after }: Pick<Head, 'name' | 'last'> & { readonly after: Sequence },
): Promise<readonly LoggedEntry[]> {
  const stored = await reader.entries(kindRange(name, 'entry', after));
  const entries = stored.map(([key, value], i): LoggedEntry => {
    const sequence = parseSequence(after + 1 + i);
    const entry = sequenceOf(key) === sequence ? decodeEntry(key, value) : undefined;
    if (entry === undefined) throw corrupt('entry', { name, sequence });
    return { ...entry, sequence };
  });
  if (after + entries.length < last) throw corrupt('entry', { name, sequence: last });
  return entries;
}

function laterOf(a: Sequence, b: Sequence): Sequence {
  return a > b ? a : b;
}

function corrupt(
  what: 'entry' | 'checkpoint',
  { name, sequence }: { readonly name: DocumentName; readonly sequence: Sequence },
): LogError {
  return new LogError('ENTRY_CORRUPT', `The ${what} ${sequence} of ${quote(name)} is torn or missing.`, {
    document: name,
    sequence,
  });
}
