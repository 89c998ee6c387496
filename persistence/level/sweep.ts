import type { DocumentName } from '../documentName.ts';
import type { Disk } from './disk.ts';
import { contentRange, type KeyRange, parseSweepKey, sweepKey, sweepRange } from './key.ts';

/** A deletion of any size takes no more memory than so many keys. */
const chunkKeys = 1000;

/**
 * Removes what was stored of a deleted document, in steps, and at last the mark that says it is to be removed. Nobody
 * sees the content meanwhile, since the tombstone hides it; interrupted, it is finished on the next opening.
 */
export async function sweep(disk: Disk, name: DocumentName): Promise<void> {
  const mark = sweepKey(name);
  if ((await disk.view((reader) => reader.get(mark))) === undefined) return;
  let range: KeyRange | undefined = contentRange(name);
  while (range !== undefined) range = await removeChunk(disk, range);
  await disk.write([{ type: 'del', key: mark }]);
}

/** Finishes what an earlier process left. */
export async function sweepAll(disk: Disk): Promise<void> {
  const marks = await disk.view((reader) => reader.keys(sweepRange));
  for (const mark of marks) await sweep(disk, parseSweepKey(mark));
}

/** @returns what is left of the range: behind the last key, since LevelDB would walk over all that was deleted before it */
async function removeChunk(disk: Disk, range: KeyRange): Promise<KeyRange | undefined> {
  const keys = await disk.view((reader) => reader.keys(range, { limit: chunkKeys }));
  const last = keys.at(-1);
  if (last === undefined) return undefined;
  await disk.write(keys.map((key) => ({ type: 'del', key })));
  return { gt: last, lt: range.lt };
}
