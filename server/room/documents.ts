import type { DocumentName, Listing, UpdateLog } from '@scriptorium/persistence';
import type { DocumentWorker } from '../document/worker.ts';
import type { Rooms } from './rooms.ts';

/**
 * | code | when |
 * |---|---|
 * | `unknown` | nobody has written in a document of this name |
 * | `exists` | the name is taken |
 * | `deleted` | a document of this name was deleted, and clients that still have it would bring it back |
 * | `malformed` | what was to be merged is no update |
 * | `full` | what was to be merged would make the document larger than it may be |
 * | `gap` | what was to be merged builds on what the document lacks |
 */
export type DocumentsErrorCode = 'unknown' | 'exists' | 'deleted' | 'malformed' | 'full' | 'gap';

export class DocumentsError extends Error {
  override readonly name = 'DocumentsError';
  readonly code: DocumentsErrorCode;

  constructor(code: DocumentsErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

export interface DocumentsOptions {
  readonly log: UpdateLog;
  readonly rooms: Rooms;
  readonly worker: DocumentWorker;
  /** Makes a name that nobody has had before. */
  readonly newName: () => DocumentName;
}

export interface Search {
  /** Only documents whose title has these words in it, in any case; empty for all. */
  readonly text: string;
  readonly limit: number;
  readonly after?: Pick<Listing, 'name' | 'editedMs'>;
  /** Which documents whoever asks may know of; without it, all. Asked about many at once. */
  readonly isVisible?: (name: DocumentName) => Promise<boolean>;
}

/** What somebody brings from outside a document's room. */
export interface Contribution {
  readonly update: Uint8Array;
  readonly author: string;
}

export interface Renaming {
  readonly title: string;
  readonly author: string;
}

export interface Found {
  readonly listings: readonly Listing[];
  /** Where to go on; undefined at the end. */
  readonly next: Pick<Listing, 'name' | 'editedMs'> | undefined;
}

/** A search looks at no more than this many documents at a time; the next page goes on from there. */
const scannedMax = 2000;
const scanPage = 100;

/** Documents as a list: found, created, named and deleted from outside their rooms. */
export class Documents {
  readonly #options: DocumentsOptions;

  constructor(options: DocumentsOptions) {
    this.#options = options;
  }

  /** Newest first. A page may be shorter than its limit, even empty, and still have a next one. */
  async search({ text, limit, after, isVisible = allAreVisible }: Search): Promise<Found> {
    const wanted = text.trim().toLocaleLowerCase();
    const listings: Listing[] = [];
    let position = after;
    for (let scanned = 0; scanned < scannedMax; scanned += scanPage) {
      const pageLimit = wanted === '' ? limit : scanPage;
      const page = await this.#options.log.list({ limit: pageLimit, ...(position && { after: position }) });
      const shown = await Promise.all(
        page.map(async (listing) => matches(listing, wanted) && (await isVisible(listing.name))),
      );
      for (const [index, listing] of page.entries()) {
        position = listing;
        if (shown[index] === true) listings.push(listing);
        if (listings.length === limit) return { listings, next: position };
      }
      if (page.length < pageLimit) return { listings, next: undefined };
    }
    return { listings, next: position };
  }

  /** @throws {DocumentsError} `unknown`, `deleted` */
  async find(name: DocumentName): Promise<Listing> {
    const { log } = this.#options;
    const listing = await log.find(name);
    if (listing !== undefined) return listing;
    if (await log.isDeleted(name)) throw deleted();
    throw new DocumentsError('unknown', 'There is no document of this name.');
  }

  /**
   * Makes a document with an empty paragraph: the server alone does, since content that each client brings is doubled.
   * @throws {DocumentsError} `exists`, `deleted`
   */
  async create({
    name = this.newName(),
    title,
    author,
  }: {
    name?: DocumentName;
    title: string;
    author: string;
  }): Promise<Listing> {
    const { log, rooms, worker } = this.#options;
    if (await log.isDeleted(name)) throw deleted();
    const update = await worker.create({ title });
    await rooms.use(name, async (room, upkeep) => {
      while (!room.isNew) {
        if (room.isStored) throw new DocumentsError('exists', 'There is a document of this name already.');
        await room.whenSaved();
      }
      await room.write(update, author);
      await upkeep.describe();
    });
    return await this.find(name);
  }

  /** A name that nobody has had before. */
  newName(): DocumentName {
    return this.#options.newName();
  }

  /** Makes a document with nothing in it, unless there is one: for clients that bring their content themselves. @throws {DocumentsError} `deleted` */
  async found(name: DocumentName, author: string): Promise<void> {
    if (await this.#options.log.isDeleted(name)) throw deleted();
    await this.#options.rooms.use(name, async (room) => {
      // Somebody may have just begun it, or only asked what is in it.
      while (!room.isNew) {
        if (room.isStored) return;
        await room.whenSaved();
      }
      await room.found(author);
    });
  }

  /** All of a document as one update. @throws {DocumentsError} `unknown`, `deleted` */
  async read(name: DocumentName): Promise<Uint8Array> {
    await this.find(name);
    return await this.#options.rooms.use(name, async (room) => room.content.encode());
  }

  /** Merges an update into a document. @throws {DocumentsError} `unknown`, `deleted`, `malformed`, `gap` */
  async merge(name: DocumentName, { update, author }: Contribution): Promise<void> {
    await this.find(name);
    const outcome = await this.#options.rooms.use(name, (room) => room.write(update, author));
    if (outcome === 'malformed')
      throw new DocumentsError('malformed', 'The body is no valid update of encoding V1.');
    if (outcome === 'full') throw new DocumentsError('full', 'The document would become too large.');
    if (outcome === 'gap')
      throw new DocumentsError(
        'gap',
        'The update builds on something that the document lacks; send that, too.',
      );
  }

  /** Sets the title, in the document itself, so that those who have it open see it. @throws {DocumentsError} `unknown`, `deleted` */
  async rename(name: DocumentName, { title, author }: Renaming): Promise<Listing> {
    await this.find(name);
    await this.#options.rooms.use(name, async (room, upkeep) => {
      const update = await this.#options.worker.retitle(room.content.encode(), title);
      if (update !== undefined) await room.write(update, author);
      await upkeep.describe();
    });
    return await this.find(name);
  }

  /** @throws {DocumentsError} `unknown`, `deleted` */
  async delete(name: DocumentName): Promise<void> {
    await this.find(name);
    await this.#options.rooms.delete(name);
  }
}

const allAreVisible = (): Promise<boolean> => Promise.resolve(true);

function deleted(): DocumentsError {
  return new DocumentsError('deleted', 'A document of this name was deleted; please choose another name.');
}

function matches(listing: Listing, wanted: string): boolean {
  return wanted === '' || listing.summary.title.toLocaleLowerCase().includes(wanted);
}
