import * as Y from 'yjs';
import type { UpdateRecord } from './records.ts';

/** Of one size this many updates are kept side by side; then they become one. */
const sameSizeMax = 16;
/** Sizes are the same within this factor. */
const sizeFactor = 8;
const smallestBytes = 256;
/** Beyond this it is worth the work to drop what was deleted since. */
const rewrittenBytesMin = 65_536;

/**
 * Which updates to make one of, so that a document is neither many small records nor is written anew for each edit: of `n` bytes
 * each is written about log(n) times. What the server may lack never becomes one with what it has.
 * @returns undefined where there is nothing to do
 */
export function planCompaction(records: readonly UpdateRecord[]): readonly UpdateRecord[] | undefined {
  const groups = new Map<string, UpdateRecord[]>();
  for (const record of records) {
    const key = `${record.unsaved === undefined} ${sizeClass(record.update.length)}`;
    groups.set(key, [...(groups.get(key) ?? []), record]);
  }
  const crowded = [...groups.values()].filter(({ length }) => length >= sameSizeMax);
  return crowded.sort((a, b) => bytesOf(a) - bytesOf(b))[0];
}

function sizeClass(bytes: number): number {
  return Math.max(0, Math.ceil(Math.log(bytes / smallestBytes) / Math.log(sizeFactor)));
}

export function bytesOf(records: readonly Pick<UpdateRecord, 'update'>[]): number {
  return records.reduce((bytes, { update }) => bytes + update.length, 0);
}

/** One update that stands for all of these. */
export function mergeRecords(records: readonly UpdateRecord[]): Uint8Array {
  const merged = Y.mergeUpdates(records.map(({ update }) => update));
  return merged.length < rewrittenBytesMin ? merged : withoutDeleted(merged);
}

/**
 * Merged updates still hold what was deleted between them; a document lets go of it. What waits for others is handed on as it
 * is. The transaction is taken for a local one, because Yjs tidies formatting after remote ones, as edits of its own.
 */
function withoutDeleted(update: Uint8Array): Uint8Array {
  const doc = new Y.Doc();
  Y.transact(doc, (transaction) => {
    Y.applyUpdate(doc, update);
    transaction.local = true;
  });
  const rewritten = Y.encodeStateAsUpdate(doc);
  doc.destroy();
  return rewritten;
}
