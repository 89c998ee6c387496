import type { DocumentName } from '../documentName.ts';
import { requireCheckpoint, requireKnown, requireNotDeleted } from '../precondition.ts';
import { parseSequence } from '../sequence.ts';
import type { Checkpoint, Entry, Summary } from '../updateLog.ts';
import type { Operation } from './database.ts';
import { deletedHead, type Head } from './head.ts';
import { loosen } from './joining.ts';
import { documentKey, sweepKey } from './key.ts';
import { emptySummary, placeListing, removeListing } from './listing.ts';
import { encodeRuns } from './run.ts';
import type { Scratch } from './scratch.ts';
import { encodeCheckpoint } from './value.ts';

/** One change of one document, as it waits for its batch. */
export type Mutation =
  | { readonly kind: 'append'; readonly name: DocumentName; readonly entries: readonly Entry[] }
  | { readonly kind: 'checkpoint'; readonly name: DocumentName; readonly checkpoint: Checkpoint }
  | {
      readonly kind: 'describe';
      readonly name: DocumentName;
      readonly editedMs: number;
      readonly summary: Summary;
    }
  | { readonly kind: 'delete'; readonly name: DocumentName };

export type Append = Mutation & { readonly kind: 'append' };
export type OtherMutation = Exclude<Mutation, Append>;

/** What a mutation writes, and where the document stands after it. */
export interface Plan {
  readonly operations: readonly Operation[];
  readonly head: Head;
}

/** @throws {LogError | RangeError} when the mutation is refused as the document stands */
export function planMutation(head: Head, mutation: OtherMutation): Plan {
  switch (mutation.kind) {
    case 'checkpoint':
      return planCheckpoint(head, mutation.checkpoint);
    case 'describe':
      return planDescribe(head, mutation);
    case 'delete':
      return planDelete(head);
    default:
      return unreachable(mutation);
  }
}

/**
 * All that a batch appends to one document, as one run or a few.
 * @param scratch of what these are made; they are valid until it is cleared
 * @throws {LogError} when appends are refused as the document stands
 */
export function planAppends(head: Head, entries: readonly Entry[], scratch?: Scratch): Plan {
  requireNotDeleted(head);
  if (head.damage !== undefined) throw head.damage;
  const { name, last, listing } = head;
  const runs = encodeRuns({ name, after: last }, entries, scratch);
  const end = parseSequence(last + entries.length);
  const after = { ...head, last: end, loose: loosen(head, runs, end) };
  if (listing !== undefined) return { operations: runs, head: after };
  const createdMs = entries[0]?.timeMs ?? 0;
  const begun = { createdMs, editedMs: createdMs };
  const place = placeListing({ name, ...begun, summary: emptySummary }, undefined);
  // What is small first: behind a large value, LevelDB's own buffer would be copied to grow once more.
  return { operations: [...place, ...runs], head: { ...after, listing: begun } };
}

/** About how much memory a mutation takes up in a batch. */
export function mutationBytes(mutation: Mutation): number {
  switch (mutation.kind) {
    case 'append':
      return mutation.entries.reduce((sum, { update }) => sum + update.length + entryBytes, operationBytes);
    case 'checkpoint':
      return mutation.checkpoint.update.length + operationBytes;
    case 'describe':
    case 'delete':
      return 4 * operationBytes;
    default:
      return unreachable(mutation);
  }
}

/** A key, an object and their share of the batch: a rough figure. */
const operationBytes = 256;
/** What an entry takes up beside its update. */
const entryBytes = 64;

function planCheckpoint(head: Head, checkpoint: Checkpoint): Plan {
  if (head.damage !== undefined) throw head.damage;
  requireCheckpoint(head, checkpoint);
  const { name, checkpointUpTo } = head;
  const key = documentKey(name, 'checkpoint', checkpoint.upTo);
  const old: readonly Operation[] =
    checkpointUpTo === 0 ? [] : [{ type: 'del', key: documentKey(name, 'checkpoint', checkpointUpTo) }];
  return {
    operations: [...old, { type: 'put', key, value: encodeCheckpoint(key, checkpoint.update) }],
    // What the checkpoint stands for is not read again to load the document, so there is no use in joining it.
    head: { ...head, checkpointUpTo: checkpoint.upTo, loose: { after: head.last, runs: 0 } },
  };
}

function planDescribe(head: Head, mutation: Mutation & { readonly kind: 'describe' }): Plan {
  if (head.listing === undefined) requireKnown(head);
  const { name } = head;
  const { editedMs, summary } = mutation;
  const createdMs = head.listing?.createdMs ?? editedMs;
  return {
    operations: placeListing({ name, createdMs, editedMs, summary }, head.listing),
    head: { ...head, listing: { createdMs, editedMs } },
  };
}

/** The tombstone is what deletes; the content, which may be large, is swept away behind it. */
function planDelete(head: Head): Plan {
  const { name, listing, last, damage } = head;
  const isThere = last > 0 || listing !== undefined || damage !== undefined;
  if (head.deleted || !isThere) return { operations: [], head };
  return {
    operations: [
      { type: 'put', key: documentKey(name, 'tombstone'), value: new Uint8Array(0) },
      { type: 'put', key: sweepKey(name), value: new Uint8Array(0) },
      ...(listing === undefined ? [] : removeListing(name, listing)),
    ],
    head: deletedHead(name),
  };
}

function unreachable(mutation: never): never {
  throw new Error(`Not a mutation: ${JSON.stringify(mutation)}`);
}
