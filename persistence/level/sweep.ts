import type { DocumentName } from '../documentName.ts';
import type { Disk } from './disk.ts';
import { contentRange, parseSweepKey, sweepKey, sweepRange } from './key.ts';

/** A deletion of any size takes no more memory than so many keys. */
const chunkKeys = 1000;

/**
 * Removes what was stored of a deleted document, in steps, and at last the mark that says it is to be removed. Nobody
 * sees the content meanwhile, since the tombstone hides it; interrupted, it is finished on the next opening.
 */
export async function sweep(disk: Disk, name: DocumentName): Promise<void> {
  const mark = sweepKey(name);
  if ((await disk.view((reader) => reader.get(mark))) === undefined) return;
  for (let isDone = false; !isDone; ) {
    const keys = await disk.view((reader) => reader.keys(contentRange(name), { limit: chunkKeys }));
    isDone = keys.length < chunkKeys;
    await disk.write([...keys, ...(isDone ? [mark] : [])].map((key) => ({ type: 'del', key })));
  }
}

/** Finishes what an earlier process left. */
export async function sweepAll(disk: Disk): Promise<void> {
  const marks = await disk.view((reader) => reader.keys(sweepRange));
  for (const mark of marks) await sweep(disk, parseSweepKey(mark));
}
