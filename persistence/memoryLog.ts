import type { DocumentName } from './documentName.ts';
import { LogError } from './logError.ts';
import {
  requireCheckpoint,
  requireEntries,
  requireKnown,
  requireLimit,
  requireNotDeleted,
  requireTimeMs,
  type Standing,
} from './precondition.ts';
import { parseSequence, sequenceZero } from './sequence.ts';
import type {
  Checkpoint,
  Entry,
  Listing,
  ListOptions,
  LoggedEntry,
  Sequence,
  StoredDocument,
  Summary,
  UpdateLog,
} from './updateLog.ts';

/** A piece of a stream has at most so many entries. */
const pieceEntries = 1000;

interface MemoryDocument {
  readonly entries: LoggedEntry[];
  checkpoint: Checkpoint | undefined;
  listing: Listing;
}

/** What outlives a closed memory log: give it to the next one to play a restart. */
export interface MemoryDisk {
  readonly documents: Map<DocumentName, MemoryDocument>;
  readonly deleted: Set<DocumentName>;
}

export function createMemoryDisk(): MemoryDisk {
  return { documents: new Map(), deleted: new Set() };
}

/** A log in memory, for tests and simulations: it keeps every promise of `UpdateLog` but durability. */
export function createMemoryLog(options: { readonly disk?: MemoryDisk } = {}): UpdateLog {
  return new MemoryLog(options.disk ?? createMemoryDisk());
}

/** Each call takes effect at once; the promises only carry the outcome. So the order of calls is the order of effects. */
class MemoryLog implements UpdateLog {
  readonly #disk: MemoryDisk;
  #closed = false;

  constructor(disk: MemoryDisk) {
    this.#disk = disk;
  }

  async append(name: DocumentName, entries: readonly Entry[]): Promise<Sequence> {
    this.#requireOpen();
    requireEntries(entries);
    const standing = this.#standing(name);
    requireNotDeleted(standing);
    const document = this.#disk.documents.get(name) ?? this.#create(name, entries);
    for (const entry of entries)
      document.entries.push({
        ...entry,
        update: entry.update.slice(),
        sequence: parseSequence(lastOf(document) + 1),
      });
    return lastOf(document);
  }

  async read(
    name: DocumentName,
    options: { readonly after?: Sequence } = {},
  ): Promise<StoredDocument | undefined> {
    this.#requireOpen();
    const after = parseSequence(options.after ?? 0);
    const document = this.#disk.documents.get(name);
    if (document === undefined) return undefined;
    const { checkpoint, entries } = document;
    return {
      checkpoint: checkpoint && { ...checkpoint, update: checkpoint.update.slice() },
      entries: entriesAfter(entries, Math.max(after, checkpoint?.upTo ?? 0)),
      last: lastOf(document),
    };
  }

  async *stream(
    name: DocumentName,
    options: { readonly after?: Sequence } = {},
  ): AsyncIterable<StoredDocument> {
    const stored = await this.read(name, options);
    if (stored === undefined) return;
    const { entries } = stored;
    yield { ...stored, entries: entries.slice(0, pieceEntries) };
    for (let at = pieceEntries; at < entries.length; at += pieceEntries) {
      this.#requireOpen();
      requireNotDeleted(this.#standing(name));
      yield { ...stored, checkpoint: undefined, entries: entries.slice(at, at + pieceEntries) };
    }
  }

  async *readHistory(
    name: DocumentName,
    options: { readonly after?: Sequence } = {},
  ): AsyncIterable<readonly LoggedEntry[]> {
    this.#requireOpen();
    const after = parseSequence(options.after ?? 0);
    const kept = entriesAfter(this.#disk.documents.get(name)?.entries ?? [], after);
    for (let at = 0; at < kept.length; at += pieceEntries) {
      this.#requireOpen();
      requireNotDeleted(this.#standing(name));
      yield kept.slice(at, at + pieceEntries);
    }
  }

  async removeHistory(name: DocumentName, { beforeMs }: { readonly beforeMs: number }): Promise<void> {
    this.#requireOpen();
    requireTimeMs(beforeMs);
    const document = this.#disk.documents.get(name);
    if (document === undefined) return;
    const { entries, checkpoint } = document;
    const stays = entries.findIndex(
      ({ timeMs, sequence }) => timeMs >= beforeMs || sequence >= (checkpoint?.upTo ?? 0),
    );
    entries.splice(0, stays);
  }

  async checkpoint(name: DocumentName, checkpoint: Checkpoint): Promise<void> {
    this.#requireOpen();
    requireCheckpoint(this.#standing(name), checkpoint);
    this.#document(name).checkpoint = { upTo: checkpoint.upTo, update: checkpoint.update.slice() };
  }

  async describe(
    name: DocumentName,
    description: { readonly editedMs: number; readonly summary: Summary },
  ): Promise<void> {
    this.#requireOpen();
    requireTimeMs(description.editedMs);
    requireKnown(this.#standing(name));
    const document = this.#document(name);
    document.listing = {
      ...document.listing,
      editedMs: description.editedMs,
      summary: { ...description.summary },
    };
  }

  async find(name: DocumentName): Promise<Listing | undefined> {
    this.#requireOpen();
    const document = this.#disk.documents.get(name);
    return document && copyListing(document.listing);
  }

  async list(options: ListOptions): Promise<readonly Listing[]> {
    this.#requireOpen();
    requireLimit(options);
    const { after, limit } = options;
    return [...this.#disk.documents.values()]
      .map((document) => document.listing)
      .filter((listing) => after === undefined || compareListings(listing, after) > 0)
      .sort(compareListings)
      .slice(0, limit)
      .map(copyListing);
  }

  async isDeleted(name: DocumentName): Promise<boolean> {
    this.#requireOpen();
    return this.#disk.deleted.has(name);
  }

  async delete(name: DocumentName): Promise<void> {
    this.#requireOpen();
    if (this.#disk.documents.delete(name)) this.#disk.deleted.add(name);
  }

  async close(): Promise<void> {
    this.#closed = true;
  }

  #requireOpen(): void {
    if (this.#closed) throw new LogError('LOG_CLOSED', 'The log is closed.');
  }

  #standing(name: DocumentName): Standing {
    const document = this.#disk.documents.get(name);
    return {
      name,
      last: document === undefined ? sequenceZero : lastOf(document),
      checkpointUpTo: document?.checkpoint?.upTo ?? sequenceZero,
      deleted: this.#disk.deleted.has(name),
    };
  }

  #document(name: DocumentName): MemoryDocument {
    const document = this.#disk.documents.get(name);
    if (document === undefined) throw new Error('A document that was required to be known is not there.');
    return document;
  }

  #create(name: DocumentName, [first]: readonly Entry[]): MemoryDocument {
    const createdMs = first?.timeMs ?? 0;
    const listing = { name, createdMs, editedMs: createdMs, summary: { title: '', excerpt: '', words: 0 } };
    const document: MemoryDocument = { entries: [], checkpoint: undefined, listing };
    this.#disk.documents.set(name, document);
    return document;
  }
}

/** History may be gone, but never the last entry. */
function lastOf({ entries }: MemoryDocument): Sequence {
  return entries.at(-1)?.sequence ?? sequenceZero;
}

function entriesAfter(entries: readonly LoggedEntry[], after: number): readonly LoggedEntry[] {
  const before = (entries[0]?.sequence ?? 1) - 1;
  return entries.slice(Math.max(0, after - before)).map(copyEntry);
}

function copyEntry(entry: LoggedEntry): LoggedEntry {
  return { ...entry, update: entry.update.slice() };
}

function copyListing(listing: Listing): Listing {
  return { ...listing, summary: { ...listing.summary } };
}

/** Newest first; equal times by the bytes of the name, which is not the order of JavaScript's strings. */
function compareListings(
  a: Pick<Listing, 'name' | 'editedMs'>,
  b: Pick<Listing, 'name' | 'editedMs'>,
): number {
  return b.editedMs - a.editedMs || Buffer.compare(Buffer.from(a.name), Buffer.from(b.name));
}
