import type { DocumentName } from '../documentName.ts';
import type { Pair, Reader } from './database.ts';
import { DocumentWalk } from './documentWalk.ts';
import { isCorruption, readFailure } from './failure.ts';
import type { Finding, StorageProblem } from './finding.ts';
import {
  documentKey,
  documentRange,
  documentsRange,
  indexKey,
  indexRange,
  type KeyRange,
  kindRange,
  parseDocumentKey,
  parseIndexKey,
  parseSweepKey,
  sweepKey,
  sweepRange,
} from './key.ts';
import type { ListingTimes } from './listing.ts';
import { openShadow, type Shadow } from './shadow.ts';
import { decodeListed } from './value.ts';

/** A look at all that is stored in a directory, which changes nothing there. */
export interface LevelInspection {
  /**
   * Everything that is stored, or what concerns one document. Takes the memory of one checkpoint and one piece of the
   * stream, however much there is. Damage is found, not thrown.
   * @throws {LogError} `READ_FAILED`
   */
  inspect(only?: DocumentName): AsyncIterable<Finding>;
  close(): Promise<void>;
}

/**
 * Opens a directory to be inspected. Until it is closed no log can be opened there.
 * @throws {LogError} `LOG_LOCKED`, `LOG_UNWRITABLE`, `FORMAT_UNKNOWN`, or `ENTRY_CORRUPT` when the database as a whole can't be opened
 */
export async function openLevelInspection(options: { readonly directory: string }): Promise<LevelInspection> {
  return new ShadowInspection(await openShadow(options.directory));
}

class ShadowInspection implements LevelInspection {
  readonly #shadow: Shadow;

  constructor(shadow: Shadow) {
    this.#shadow = shadow;
  }

  async *inspect(only?: DocumentName): AsyncIterable<Finding> {
    const { reader } = this.#shadow;
    try {
      yield* inspectPlaces(reader, only);
      yield* inspectRemovals(reader, only);
      yield* inspectDocuments(reader, only);
    } catch (error) {
      throw readFailure(error, only);
    }
  }

  close(): Promise<void> {
    return this.#shadow.close();
  }
}

type Judge = (pair: Pair) => AsyncIterable<Finding>;

/** Judges all that is in a range; what can't be read of it is a problem, too, at the end. */
async function* judgeEach(reader: Reader, range: KeyRange, judge: Judge): AsyncIterable<Finding> {
  try {
    for await (const piece of reader.stream(range)) for (const pair of piece) yield* judge(pair);
  } catch (cause) {
    if (!isCorruption(cause)) throw cause;
    yield problem({ code: 'BLOCK_DAMAGED', cause });
  }
}

/** Each place in the list must be where the listing of its document says; so no document has two. */
function inspectPlaces(reader: Reader, only?: DocumentName): AsyncIterable<Finding> {
  return judgeEach(reader, indexRange(), async function* ([key]) {
    const place = attempt(() => parseIndexKey(key));
    if (place === undefined) yield problem({ code: 'KEY_UNKNOWN', key });
    else if ((only === undefined || only === place.name) && !(await isDue(reader, place)))
      yield problem({ code: 'LISTED_AMISS', ...place });
  });
}

/** A document whose listing is torn or lost is still told by its place. */
async function isDue(
  reader: Reader,
  { name, editedMs }: { readonly name: DocumentName; readonly editedMs: number },
): Promise<boolean> {
  if (await has(reader, documentKey(name, 'tombstone'))) return false;
  const listing = await readTimes(reader, name);
  if (listing !== undefined) return listing.editedMs === editedMs;
  return (await reader.keys(kindRange(name, 'entry'), { limit: 1 })).length > 0;
}

function inspectRemovals(reader: Reader, only?: DocumentName): AsyncIterable<Finding> {
  return judgeEach(reader, sweepRange, async function* ([key]) {
    const name = attempt(() => parseSweepKey(key));
    if (name === undefined) yield problem({ code: 'KEY_UNKNOWN', key });
    else if ((only === undefined || only === name) && !(await has(reader, documentKey(name, 'tombstone'))))
      yield problem({ code: 'REMOVAL_UNDUE', name });
  });
}

async function* inspectDocuments(reader: Reader, only?: DocumentName): AsyncIterable<Finding> {
  let walk: DocumentWalk | undefined;
  const range = only === undefined ? documentsRange : documentRange(only);
  yield* judgeEach(reader, range, async function* ([key, value]) {
    const place = parseDocumentKey(key);
    if (place === undefined) {
      yield problem({ code: 'KEY_UNKNOWN', key });
      return;
    }
    if (walk?.name !== place.name) {
      if (walk !== undefined) yield* endWalk(reader, walk);
      walk = new DocumentWalk(place.name);
    }
    yield* walk.take({ ...place, key, value });
  });
  if (walk !== undefined) yield* endWalk(reader, walk);
}

/** Looks up what belongs to a document and stands elsewhere. */
async function* endWalk(reader: Reader, walk: DocumentWalk): AsyncIterable<Finding> {
  yield* walk.end();
  const { name, isDeleted, hasContent, editedMs } = walk;
  if (isDeleted && hasContent && !(await has(reader, sweepKey(name))))
    yield problem({ code: 'DELETION_LEFT', name });
  if (!isDeleted && editedMs !== undefined && !(await has(reader, indexKey({ name, editedMs }))))
    yield problem({ code: 'UNLISTED', name });
}

function has(reader: Reader, key: Uint8Array): Promise<boolean> {
  return reader.get(key).then((value) => value !== undefined, ignoreDamage(true));
}

function readTimes(reader: Reader, name: DocumentName): Promise<ListingTimes | undefined> {
  const key = documentKey(name, 'listing');
  return reader.get(key).then((value) => value && decodeListed(key, value), ignoreDamage(undefined));
}

/** The damaged block itself is told by the walk that comes upon it. */
function ignoreDamage<T>(instead: T): (error: unknown) => T {
  return (error) => {
    if (isCorruption(error)) return instead;
    throw error;
  };
}

function attempt<T>(parse: () => T): T | undefined {
  try {
    return parse();
  } catch {
    return undefined;
  }
}

function problem(problem: StorageProblem): Finding {
  return { kind: 'problem', problem };
}
