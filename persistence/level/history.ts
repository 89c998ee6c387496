import type { DocumentName } from '../documentName.ts';
import type { Sequence } from '../updateLog.ts';
import type { Pair, Reader } from './database.ts';
import type { Disk } from './disk.ts';
import { lastSequence } from './head.ts';
import { documentKey, kindRange, sequenceOf } from './key.ts';
import { countEntries, decodeEntries } from './run.ts';

/** What is no history any more. */
export interface Expiry {
  /** Entries that are older have expired, in milliseconds since 1970. */
  readonly beforeMs: number;
  /** The entries up to here have a checkpoint that stands for them. */
  readonly checkpointUpTo: Sequence;
}

/**
 * The keys of the runs at the beginning of a log that have expired as a whole. The run that holds the entry at which the checkpoint
 * ends stays, since it shows how far the log once went, and so does what is behind one that stays. What can't be
 * read tells nobody its history, and counts as old.
 */
export function expiredKeys(
  runs: readonly Pair[],
  { beforeMs, checkpointUpTo }: Expiry,
): readonly Uint8Array[] {
  const keys: Uint8Array[] = [];
  for (const [key, value] of runs) {
    const isOld = (decodeEntries(key, value) ?? []).every(({ timeMs }) => timeMs < beforeMs);
    if (!isOld || sequenceOf(key) >= checkpointUpTo) break;
    keys.push(key);
  }
  return keys;
}

interface Removal {
  readonly name: DocumentName;
  readonly beforeMs: number;
  /** Goes on behind this entry; before it, all is removed, and LevelDB would walk over what it has deleted. */
  readonly after?: Sequence;
}

/** Removes history that has expired, in batches of bounded size. */
export async function removeHistory(disk: Disk, removal: Removal): Promise<void> {
  for (let rest: Removal | undefined = removal; rest !== undefined; ) rest = await removeBatch(disk, rest);
}

/** @returns what is left to be looked at */
async function removeBatch(disk: Disk, removal: Removal): Promise<Removal | undefined> {
  const keys = await disk.view((reader) => findExpired(reader, removal));
  const last = keys.at(-1);
  if (last === undefined) return undefined;
  await disk.write(keys.map((key) => ({ type: 'del', key })));
  return { ...removal, after: sequenceOf(last) };
}

async function findExpired(
  reader: Reader,
  { name, beforeMs, after }: Removal,
): Promise<readonly Uint8Array[]> {
  if ((await reader.get(documentKey(name, 'tombstone'))) !== undefined) return [];
  const expiry = { beforeMs, checkpointUpTo: await lastSequence(reader, { name, kind: 'checkpoint' }) };
  if (expiry.checkpointUpTo === 0) return [];
  const range = kindRange(name, 'entry', after);
  // Where nothing has expired, as in nearly all documents, one run tells.
  const [key] = await reader.keys(range, { limit: 1 });
  const [value] = await reader.values(range, { bytesMax: 1 });
  if (key === undefined || value === undefined || expiredKeys([[key, value]], expiry).length === 0) return [];
  for await (const runs of reader.stream(range)) return expiredKeys(runs, expiry);
  return [];
}

/** The oldest entry that is kept; `undefined` when there is none. */
export async function oldestSequence(reader: Reader, name: DocumentName): Promise<number | undefined> {
  const range = kindRange(name, 'entry');
  const [key] = await reader.keys(range, { limit: 1 });
  const [value] = await reader.values(range, { bytesMax: 1 });
  return key && sequenceOf(key) - countEntries(value) + 1;
}
