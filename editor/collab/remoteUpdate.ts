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

/**
 * After a remote change of formatting Yjs deletes what has become redundant, as an edit of its own: everybody who has
 * the document open would send one, readers too (E11). Redundant formatting does no harm, so it stays.
 */
export function leaveFormatting(transaction: Transaction): void {
  transaction._needFormattingCleanup = false;
}
