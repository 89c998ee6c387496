import { isDeepStrictEqual } from 'node:util';
import * as Y from 'yjs';
import { contentOf } from '../../server/document/randomEdits.fixture.ts';

/** @returns how two docs differ, in words; undefined when they are the same in content, ids and deletions. */
export function differenceOf(one: Y.Doc, other: Y.Doc): string | undefined {
  const [mine, theirs] = [Y.snapshot(one), Y.snapshot(other)];
  if (!isDeepStrictEqual(mine.sv, theirs.sv)) return `vectors ${vector(mine)} and ${vector(theirs)}`;
  if (!Y.equalSnapshots(mine, theirs)) return `deletions ${deletions(mine)} and ${deletions(theirs)}`;
  const [content, others] = [contentOf(one), contentOf(other)];
  return isDeepStrictEqual(content, others)
    ? undefined
    : `${JSON.stringify(content)} and ${JSON.stringify(others)}`;
}

function vector({ sv }: Y.Snapshot): string {
  return JSON.stringify([...sv].sort(([a], [b]) => a - b));
}

function deletions({ ds }: Y.Snapshot): string {
  return JSON.stringify([...ds.clients].sort(([a], [b]) => a - b));
}
