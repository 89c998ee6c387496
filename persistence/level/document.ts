import type { DocumentName } from '../documentName.ts';
import { LogError } from '../logError.ts';
import { quote, requireNotDeleted } from '../precondition.ts';
import { parseSequence } from '../sequence.ts';
import type { Checkpoint, LoggedEntry, Sequence, StoredDocument } from '../updateLog.ts';
import type { Reader } from './database.ts';
import { type Head, readHead } from './head.ts';
import { oldestSequence } from './history.ts';
import { documentKey, kindRange, sequenceOf, writeUint53 } from './key.ts';
import { collectEntries, countEntries } from './run.ts';
import { decodeCheckpoint } from './value.ts';

export interface Asked {
  readonly name: DocumentName;
  readonly after: Sequence;
}

/**
 * @returns `undefined` for a document that has no entry or was deleted
 * @throws {LogError} `ENTRY_CORRUPT` when anything that it should return is torn, changed or missing
 */
export async function readDocument(reader: Reader, asked: Asked): Promise<StoredDocument | undefined> {
  const stored = await readFirstPage(reader, asked);
  if (stored === undefined) return undefined;
  const pages: (readonly LoggedEntry[])[] = [];
  for (
    let page = stored.entries;
    page.length > 0;
    page = await readPage(reader, behind(page, { ...asked, ...stored }))
  )
    pages.push(page);
  return { ...stored, entries: pages.flat() };
}

/** What to read behind a page. */
export function behind(page: readonly LoggedEntry[], request: PageRequest): PageRequest {
  return { ...request, after: page.at(-1)?.sequence ?? request.after };
}

/** The checkpoint, and of the entries as many as a page holds. */
export async function readFirstPage(
  reader: Reader,
  { name, after }: Asked,
): Promise<StoredDocument | undefined> {
  const head = await readHead(reader, name);
  if (head.damage !== undefined) throw head.damage;
  if (head.last === 0) return undefined;
  const { last, checkpointUpTo } = head;
  const checkpoint = await readCheckpoint(reader, head);
  const from = after > checkpointUpTo ? after : checkpointUpTo;
  return { checkpoint, entries: await readPage(reader, { name, after: from, last }), last };
}

export interface PageRequest extends Asked {
  readonly last: Sequence;
}

/** A page ends behind the run that reaches so many bytes. */
const pageBytes = 256 * 1024;

/** The entries behind `after`, up to `last`, as many as a page holds; none only when there are none. */
export async function readPage(reader: Reader, request: PageRequest): Promise<readonly LoggedEntry[]> {
  const { name, after, last } = request;
  if (after >= last) return [];
  const range = kindRange(name, 'entry', after);
  const values = await reader.values(range, { bytesMax: pageBytes });
  const [first] = await reader.keys(range, { limit: 1 });
  if (first === undefined) throw corrupt('entry', { name, sequence: after + 1 });
  return decodePage(values, { ...request, firstKey: first });
}

/** As `readPage`, some time after the page before: what was whole then may have been removed since, which is no damage. */
export async function readNextPage(reader: Reader, request: PageRequest): Promise<readonly LoggedEntry[]> {
  try {
    return await readPage(reader, request);
  } catch (error) {
    const { name, after } = request;
    const { deleted, checkpointUpTo } = await readHead(reader, name);
    requireNotDeleted({ name, deleted });
    const oldest = await oldestSequence(reader, name);
    if (oldest === undefined || oldest <= after + 1 || oldest > checkpointUpTo) throw error;
    throw new LogError('READ_FAILED', `History of ${quote(name)} was removed while it was read.`, {
      document: name,
    });
  }
}

/** Where all entries that are kept begin behind `after`; `undefined` when there are none. */
export async function findHistory(reader: Reader, { name, after }: Asked): Promise<PageRequest | undefined> {
  const { last, damage, checkpointUpTo } = await readHead(reader, name);
  if (damage !== undefined) throw damage;
  const oldest = (await oldestSequence(reader, name)) ?? 1;
  // What is missing behind the checkpoint was not removed on purpose.
  const removed = parseSequence(Math.max(0, Math.min(oldest - 1, checkpointUpTo)));
  return last === 0 ? undefined : { name, after: after > removed ? after : removed, last };
}

/**
 * Values come without their keys, which follow from what the runs count: a run that is torn, missing or out of place has not the
 * checksum of the key where it should stand. The first may begin before what is asked for, and so its key is known.
 */
function decodePage(
  values: readonly Uint8Array[],
  { name, after, last, firstKey }: PageRequest & { readonly firstKey: Uint8Array },
): readonly LoggedEntry[] {
  const entries: LoggedEntry[] = [];
  const key = firstKey.slice();
  let next = sequenceOf(firstKey) - countEntries(values[0]) + 1;
  if (next > after + 1) throw corrupt('entry', { name, sequence: after + 1 });
  for (const value of values) {
    if (next > last) break;
    const end = next + countEntries(value) - 1;
    writeUint53(key, { at: key.length - 8, value: end });
    if (!collectEntries({ key, value, after }, entries))
      throw corrupt('entry', { name, sequence: Math.max(next, after + 1) });
    next = end + 1;
  }
  return entries;
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

function corrupt(
  what: 'entry' | 'checkpoint',
  { name, sequence }: { readonly name: DocumentName; readonly sequence: number },
): LogError {
  return new LogError('ENTRY_CORRUPT', `The ${what} ${sequence} of ${quote(name)} is torn or missing.`, {
    document: name,
    sequence,
  });
}
