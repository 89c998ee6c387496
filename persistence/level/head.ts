import type { DocumentName } from '../documentName.ts';
import { LogError } from '../logError.ts';
import { quote } from '../precondition.ts';
import { sequenceZero } from '../sequence.ts';
import type { Sequence } from '../updateLog.ts';
import type { Reader } from './database.ts';
import { documentRange, isTombstone, kindRange, sequenceOf } from './key.ts';
import { type ListingTimes, readListing } from './listing.ts';

/** The small runs at the end of a log that were appended one by one, as far as they are remembered. */
export interface Loose {
  /** The last sequence before them. */
  readonly after: Sequence;
  readonly runs: number;
}

/** What the next change of a document depends on, as the database has it. */
export interface Head {
  readonly name: DocumentName;
  /** 0 while it has no entry. */
  readonly last: Sequence;
  /** 0 while it has no checkpoint. */
  readonly checkpointUpTo: Sequence;
  readonly deleted: boolean;
  /** Where it stands in the list, if it does. */
  readonly listing: ListingTimes | undefined;
  readonly loose: Loose;
  /** Its last entries are gone. It can be deleted and described, but nothing may be stored behind the loss. */
  readonly damage: LogError | undefined;
}

/** @throws {LogError} whatever the database throws; a document whose end is missing has `damage` instead. */
export async function readHead(reader: Reader, name: DocumentName): Promise<Head> {
  // Who is asked for most often is new, and one look tells: each look reads a whole block of some neighbour, however large.
  const [first] = await reader.keys(documentRange(name), { limit: 1 });
  if (first === undefined) return emptyHead(name);
  if (isTombstone(first)) return deletedHead(name);
  const [last, checkpointUpTo, listing] = await Promise.all([
    lastSequence(reader, { name, kind: 'entry' }),
    lastSequence(reader, { name, kind: 'checkpoint' }),
    readListing(reader, name),
  ]);
  const times = listing && { createdMs: listing.createdMs, editedMs: listing.editedMs };
  const isTorn = last < checkpointUpTo || (last === 0 && listing !== undefined);
  const damage = isTorn ? lostEntries({ name, last }) : undefined;
  return {
    ...emptyHead(name),
    last,
    checkpointUpTo,
    listing: times,
    loose: { after: last, runs: 0 },
    damage,
  };
}

/** What is left of a deleted document does not count. */
export function deletedHead(name: DocumentName): Head {
  return { ...emptyHead(name), deleted: true };
}

function emptyHead(name: DocumentName): Head {
  return {
    name,
    last: sequenceZero,
    checkpointUpTo: sequenceZero,
    deleted: false,
    listing: undefined,
    loose: { after: sequenceZero, runs: 0 },
    damage: undefined,
  };
}

function lostEntries({ name, last }: Pick<Head, 'name' | 'last'>): LogError {
  return new LogError(
    'ENTRY_CORRUPT',
    `The log of ${quote(name)} ends at ${last}, before entries that it once had.`,
    { document: name, sequence: last + 1 },
  );
}

export async function lastSequence(
  reader: Reader,
  { name, kind }: { readonly name: DocumentName; readonly kind: 'entry' | 'checkpoint' },
): Promise<Sequence> {
  const [key] = await reader.keys(kindRange(name, kind), { reverse: true, limit: 1 });
  return key === undefined ? sequenceZero : sequenceOf(key);
}
