import type { DocumentName } from './documentName.ts';
import { LogError } from './logError.ts';
import { parseSequence } from './sequence.ts';
import type { Checkpoint, Entry, ListOptions, Sequence } from './updateLog.ts';

/**
 * What a caller of any store must hold. A breach of `RangeError` is a bug of the caller; the `LogError`s can happen
 * to a correct one, since another may delete the document meanwhile.
 */

export function requireEntries(entries: readonly Entry[]): void {
  if (entries.length === 0) throw new RangeError('An append needs at least one entry.');
  for (const entry of entries) {
    requireTimeMs(entry.timeMs);
    requireUpdate(entry.update);
  }
}

export function requireTimeMs(timeMs: number): void {
  if (!Number.isSafeInteger(timeMs) || timeMs < 0)
    throw new RangeError(`A time is a whole number of milliseconds since 1970, not ${timeMs}.`);
}

export function requireLimit({ limit }: ListOptions): void {
  if (!Number.isSafeInteger(limit) || limit < 0)
    throw new RangeError(`A limit is a whole number from 0, not ${limit}.`);
}

export function requireUpdate(update: Uint8Array): void {
  if (update.length === 0) throw new RangeError('An update has at least one byte.');
}

/** Where a document stands when somebody wants to change it. `last` is 0 while it has no entry. */
export interface Standing {
  readonly name: DocumentName;
  readonly last: Sequence;
  readonly checkpointUpTo: Sequence;
  readonly deleted: boolean;
}

/** @throws {LogError} `DOCUMENT_DELETED` */
export function requireNotDeleted({ name, deleted }: Pick<Standing, 'name' | 'deleted'>): void {
  if (deleted)
    throw new LogError('DOCUMENT_DELETED', `The document ${quote(name)} was deleted.`, { document: name });
}

/** @throws {LogError} `DOCUMENT_DELETED`, `DOCUMENT_UNKNOWN` */
export function requireKnown(standing: Standing): void {
  requireNotDeleted(standing);
  const { name, last } = standing;
  if (last === 0)
    throw new LogError('DOCUMENT_UNKNOWN', `The document ${quote(name)} has no entry.`, { document: name });
}

/** @throws {LogError} `DOCUMENT_DELETED`, `DOCUMENT_UNKNOWN` */
export function requireCheckpoint(standing: Standing, checkpoint: Checkpoint): void {
  requireKnown(standing);
  requireUpdate(checkpoint.update);
  const upTo = parseSequence(checkpoint.upTo);
  if (upTo === 0 || upTo > standing.last || upTo < standing.checkpointUpTo)
    throw new RangeError(
      `A checkpoint of ${quote(standing.name)} must be from ${Math.max(1, standing.checkpointUpTo)} to ${standing.last}, not ${upTo}.`,
    );
}

/** A name as it may stand in a message or a terminal, whatever it contains. */
export function quote(name: string): string {
  return JSON.stringify(name);
}
