import type { Sequence } from '../updateLog.ts';
import type { Operation, Reader } from './database.ts';
import { behind, readPage } from './document.ts';
import type { Head, Loose } from './head.ts';
import { kindRange } from './key.ts';
import { encodeRuns } from './run.ts';

/*
 * Who types alone makes a run with each keystroke, and a document of very many takes long to read: LevelDB hands out a value for more
 * than it takes to decode it. So when there are some thousands without a checkpoint, which is when checkpoints fail, the next batch of the document replaces them by one that
 * holds the same entries. Nothing depends on whether that has happened: a batch that fails may leave either.
 */

/** Larger runs are not worth being written again. */
const looseBytesMax = 1024;

/** What is loose once these runs have been appended. */
export function loosen({ loose }: Pick<Head, 'loose'>, runs: readonly Operation[], last: Sequence): Loose {
  const isSmall = runs.every((run) => run.type === 'put' && run.value.length <= looseBytesMax);
  return isSmall ? { after: loose.after, runs: loose.runs + runs.length } : { after: last, runs: 0 };
}

/** @throws whatever reading throws; then they stay as they are */
export async function joinLoose(reader: Reader, { name, last, loose }: Head): Promise<readonly Operation[]> {
  const keys = await reader.keys(kindRange(name, 'entry', loose.after));
  const pages = [];
  for (let request = { name, after: loose.after, last }; request.after < last; ) {
    const page = await readPage(reader, request);
    pages.push(page);
    request = behind(page, request);
  }
  const removals = keys.map((key): Operation => ({ type: 'del', key }));
  // The last key is the joined run's as well; a batch is applied in order.
  return [...removals, ...encodeRuns({ name, after: loose.after }, pages.flat())];
}
