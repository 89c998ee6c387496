import type { DocumentName } from './documentName.ts';

/** The number of an entry in its document's log: 1, 2, 3, … without gaps. 0 means "before the first". */
export type Sequence = number & { readonly __brand: 'Sequence' };

/** One line of a document's log. */
export interface Entry {
  /** When the server took it, in milliseconds since 1970. */
  readonly timeMs: number;
  /** The user who brought it; empty where nobody is signed in. */
  readonly author: string;
  /** Opaque bytes (a Yjs update, encoding V1), at least one. */
  readonly update: Uint8Array;
}

/** An entry as it is stored, with its place in the log. */
export interface LoggedEntry extends Entry {
  readonly sequence: Sequence;
}

/** One merged update that stands for all entries up to and including `upTo`. */
export interface Checkpoint {
  readonly upTo: Sequence;
  readonly update: Uint8Array;
}

/** What `read` finds: the newest checkpoint, and the entries after it (or after the asked sequence, if that is later). */
export interface StoredDocument {
  readonly checkpoint: Checkpoint | undefined;
  readonly entries: readonly LoggedEntry[];
  /** The sequence of the last entry, also when `entries` is empty. */
  readonly last: Sequence;
}

/** What the list shows of a document: derived from its content, replaced as a whole. */
export interface Summary {
  readonly title: string;
  readonly excerpt: string;
  readonly words: number;
}

/** A document's line in the list. */
export interface Listing {
  readonly name: DocumentName;
  readonly createdMs: number;
  /** When its content last changed, as far as `describe` was told; before that, the time of its first entry. */
  readonly editedMs: number;
  readonly summary: Summary;
}

export interface ListOptions {
  /** At most this many listings are returned. */
  readonly limit: number;
  /** Continue behind this listing of an earlier page. */
  readonly after?: Pick<Listing, 'name' | 'editedMs'>;
}

/**
 * An append-only log of opaque updates for each document. Every store passes the suite in `contract.ts`.
 *
 * 1. `append` is all or none, in order, and durable when it resolves: a power cut loses nothing of it.
 * 2. Sequences of a document are 1, 2, 3, … without gaps. Appends to one document are stored in the order of the calls.
 * 3. An append that rejected with `WRITE_FAILED` leaves nothing behind: tried again, its entries are stored once. Whatever
 *    waited behind it for the same document is rejected as well, so that trying again in the same order keeps the order.
 *    If the process dies before an append settles, it is stored as a whole or not at all.
 *    (A checkpoint, description or deletion that rejected may have happened; to repeat it is safe.)
 * 4. What can't be read is an error that names its document, never an empty document, and hides no other document.
 * 5. After `delete` the name stays taken: `append` and `describe` reject with `DOCUMENT_DELETED`, `read` finds `undefined`.
 * 6. Bytes are copied or never touched: callers must not change what they passed until the call settles.
 * 7. Every call may reject with `LOG_CLOSED`, reads with `READ_FAILED`, changes with `WRITE_FAILED`; a `RangeError` is a
 *    bug of the caller, such as an empty update or a time that is no whole number.
 */
export interface UpdateLog {
  /** Adds entries (at least one). @returns the sequence of the last. */
  append(name: DocumentName, entries: readonly Entry[]): Promise<Sequence>;

  /**
   * @returns `undefined` for a document that has no entry or was deleted
   * @throws {LogError} `ENTRY_CORRUPT`
   */
  read(name: DocumentName, options?: { readonly after?: Sequence }): Promise<StoredDocument | undefined>;

  /**
   * As `read`, in pieces of bounded size, whatever the document's: the first brings the checkpoint, each the entries behind those of
   * the one before, and all the same `last`. There is none of a document that has no entry or was deleted. Nothing is held
   * between two pieces, so that a reader may take its time, or stop.
   * @throws {LogError} as `read`; `DOCUMENT_DELETED` when it was deleted between two pieces
   */
  stream(name: DocumentName, options?: { readonly after?: Sequence }): AsyncIterable<StoredDocument>;

  /** All entries that are kept, those below the checkpoint included, the oldest first, in pieces of bounded size as of `stream`. */
  readHistory(
    name: DocumentName,
    options?: { readonly after?: Sequence },
  ): AsyncIterable<readonly LoggedEntry[]>;

  /**
   * Removes history: the first entries, as far as they are older than `beforeMs` and before the last that the checkpoint stands for. A
   * store may keep some that it stores together with others that stay. If it rejects, some may have been removed.
   */
  removeHistory(name: DocumentName, options: { readonly beforeMs: number }): Promise<void>;

  /** Entries below a checkpoint stay as history until that is removed. `upTo` must be a sequence that was appended, not before an earlier checkpoint's. */
  checkpoint(name: DocumentName, checkpoint: Checkpoint): Promise<void>;

  /** Replaces the summary and the time of the last edit; the document must have an entry. */
  describe(
    name: DocumentName,
    description: { readonly editedMs: number; readonly summary: Summary },
  ): Promise<void>;

  /** @returns a document's listing, `undefined` if it has no entry or was deleted. */
  find(name: DocumentName): Promise<Listing | undefined>;

  /** Documents by time of last edit, newest first; equal times by name. */
  list(options: ListOptions): Promise<readonly Listing[]>;

  /** Whether the name once was a document that has been deleted. */
  isDeleted(name: DocumentName): Promise<boolean>;

  /**
   * Hides content, history and listing in one batch, and has removed them, durably, when it resolves. Deleting what isn't
   * there is no error and takes no name.
   */
  delete(name: DocumentName): Promise<void>;

  /** Waits for what is under way. Afterwards every call rejects with `LOG_CLOSED`; closing again is no error. */
  close(): Promise<void>;
}
