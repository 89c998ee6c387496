import {
  applyUpdate,
  type Doc,
  decodeUpdate,
  decodeUpdateV2,
  type ID,
  isDeleted,
  type Transaction,
} from 'yjs';

/** The deletions that an update names, by client and clock. */
type DeleteSet = ReturnType<typeof decodeUpdate>['ds'];

/** What is being taken in, by document: one update, and whatever waited for it. */
const arriving = new WeakMap<Doc, () => readonly DeleteSet[]>();

/**
 * `Y.applyUpdate`, and while it runs `namesDeletion` answers. When a block is deleted Yjs deletes all that is in it, also
 * what its deleter had not seen; afterwards that looks the same, and only the update itself says which is which.
 */
export function applyRemoteUpdate(doc: Doc, update: Uint8Array, origin: unknown): void {
  const { pendingDs, pendingStructs } = doc.store;
  const waiting = [pendingDs, pendingStructs?.update].filter((bytes) => bytes != null);
  let sets: readonly DeleteSet[] | undefined;
  arriving.set(doc, () => {
    sets ??= [decodeUpdate(update).ds, ...waiting.map((bytes) => decodeUpdateV2(bytes).ds)];
    return sets;
  });
  try {
    applyUpdate(doc, update, origin);
  } finally {
    arriving.delete(doc);
  }
}

/** Whether the update that is arriving deletes `id` by name; undefined when that isn't known. */
export function namesDeletion(doc: Doc, id: ID): boolean | undefined {
  return arriving
    .get(doc)?.()
    .some((set) => isDeleted(set, id));
}

/** So many clocks of a client. */
export interface Range {
  readonly clock: number;
  readonly len: number;
}

/** Ranges of deleted ids by client, as Yjs has them. */
export type Deletions = ReadonlyMap<number, readonly Range[]>;

/**
 * Has the update of `transaction` name deletions, though they were made before: who puts back what a deletion has swept away says so.
 * From then on `namesDeletion` is true of it for everybody, and nobody puts it back again: not its author's next session either, which may
 * know of this one by no more than what it has sent.
 */
export function nameDeletions({ deleteSet }: Transaction, deletions: Deletions = new Map()): void {
  for (const [client, ranges] of deletions) {
    const named = [...(deleteSet.clients.get(client) ?? []), ...ranges];
    // Yjs takes a client without ranges for a mistake.
    if (named.length > 0) deleteSet.clients.set(client, named);
  }
}

/**
 * After a remote change of formatting Yjs deletes what has become redundant, as an edit of its own: everybody who has
 * the document open would send one, readers too (E11). Redundant formatting does no harm, so it stays.
 */
export function leaveFormatting(transaction: Transaction): void {
  transaction._needFormattingCleanup = false;
}
