import * as Y from 'yjs';
import type { Clock } from '../collab/clock.ts';
import { bytesOf, mergeRecords, planCompaction } from './compaction.ts';
import { Database, type Stores } from './database.ts';
import { ForgottenError } from './deviceError.ts';
import { planEviction } from './eviction.ts';
import {
  type AccountRecord,
  byDocument,
  byPlace,
  byUnsaved,
  type DocumentFacts,
  type DocumentRecord,
  keyOf,
  type New,
  type Place,
  type UpdateRecord,
} from './records.ts';
import { answerOf } from './request.ts';

/** What the device keeps of a document. */
export interface KeptCopy {
  readonly document: DocumentRecord;
  readonly updates: readonly UpdateRecord[];
}

/** A document in the list of those that are kept. */
export interface KeptSummary extends DocumentRecord {
  /** Whether it holds what the server may not have. */
  readonly isUnsaved: boolean;
}

/** An update that is to be written. */
export interface Entry {
  readonly update: Uint8Array;
  /** Whether the server may not have it on its disk. */
  readonly isUnsaved: boolean;
}

export interface Append {
  readonly place: Place;
  readonly facts: DocumentFacts;
  readonly entries: readonly Entry[];
  /** The document that there was; undefined for one that isn't kept yet. */
  readonly document: number | undefined;
  /** The clients by which entries that the server may lack were typed. */
  readonly authors: readonly number[];
}

/** Of so many clients it is known that they have typed here: those that were last. */
const authorsMax = 256;

export interface Appended {
  readonly document: number;
  /** Those of the entries, in their order. */
  readonly ids: readonly number[];
  /** How many updates the document has now. */
  readonly updates: number;
}

/** What the server may lack of a copy. */
export function unsavedOf({ updates }: KeptCopy): readonly UpdateRecord[] {
  return updates.filter(({ unsaved }) => unsaved !== undefined);
}

/** The clients that have typed that. */
export function authorsOf(copy: KeptCopy): readonly number[] {
  const clients = new Set(unsavedOf(copy).flatMap(({ update }) => [...Y.parseUpdateMeta(update).to.keys()]));
  return copy.document.authors?.filter((author) => clients.has(author)) ?? [];
}

export interface DeviceStoreOptions {
  readonly factory: IDBFactory | undefined;
  readonly clock: Clock;
}

/**
 * The documents that this device keeps. Each call is one transaction: whole or not at all, whatever tabs do at the same time.
 * All methods throw {DeviceError}.
 */
export class DeviceStore {
  readonly #database: Database;
  readonly #clock: Clock;

  constructor(options: DeviceStoreOptions) {
    this.#database = new Database(options);
    this.#clock = options.clock;
  }

  /** @returns undefined for a document that isn't kept */
  load(place: Place): Promise<KeptCopy | undefined> {
    return this.#database.run('read', async (stores) => {
      const document = await find(stores, place);
      return document && { document, updates: await updatesOf(stores, document.id) };
    });
  }

  /**
   * Adds updates to a document, which begins to be kept where it wasn't, and what is known of it.
   * @throws {ForgottenError} when the document that there was isn't kept any more
   */
  append({ place, facts, entries, document: expected, authors: typists }: Append): Promise<Appended> {
    const purpose = entries.some(({ isUnsaved }) => isUnsaved) ? 'promise' : 'write';
    return this.#database.run(purpose, async (stores) => {
      const found = await find(stores, place);
      if (expected !== undefined && found?.id !== expected) throw new ForgottenError();
      const bytes = (found?.bytes ?? 0) + bytesOf(entries);
      const updates = (found?.updates ?? 0) + entries.length;
      const authors = latestOf(found?.authors, purpose === 'promise' ? typists : []);
      const now = { ...place, ...facts, bytes, updates, authors, usedMs: this.#clock.nowMs() };
      const document = found?.id ?? (await add<DocumentRecord>(stores.documents, now));
      if (found) await answerOf(stores.documents.put({ ...found, ...now }));
      const ids = entries.map((entry) => add<UpdateRecord>(stores.updates, recordOf(document, entry)));
      return { document, ids: await Promise.all(ids), updates };
    });
  }

  /** The server has these updates on its disk. Those that have become others meanwhile are passed over. */
  markSaved(ids: readonly number[]): Promise<void> {
    return this.#database.run('write', async ({ updates }) => {
      const found = await Promise.all(ids.map((id) => answerOf<UpdateRecord | undefined>(updates.get(id))));
      for (const record of found) {
        if (record?.unsaved === undefined) continue;
        const { unsaved: _saved, ...rest } = record;
        updates.put(rest);
      }
    });
  }

  /**
   * Makes many small updates of a document few.
   * @param mayMerge whether an update that the server may not have can become one with others
   * @returns those updates of the document that came of it and that the server may not have
   */
  compact(document: number, mayMerge: (id: number) => boolean): Promise<readonly number[]> {
    return this.#database.run('write', async (stores) => {
      const found = await answerOf<DocumentRecord | undefined>(stores.documents.get(document));
      const before = await updatesOf(stores, document);
      if (found === undefined) return [];
      const after = await mergeAll(stores, before, mayMerge);
      await answerOf(stores.documents.put({ ...found, bytes: bytesOf(after), updates: after.length }));
      const made = after.filter((record) => !before.includes(record));
      return made.filter(({ unsaved }) => unsaved !== undefined).map(({ id }) => id);
    });
  }

  /** What is kept for somebody, last used first. */
  list({ server, user }: Pick<Place, 'server' | 'user'>): Promise<readonly KeptSummary[]> {
    return this.#database.run('read', async (stores) => {
      const summaries = await summariesOf(stores);
      return summaries
        .filter((kept) => kept.server === server && kept.user === user)
        .sort((a, b) => b.usedMs - a.usedMs);
    });
  }

  /** Keeps these documents no longer, whatever the server lacks of them. */
  forget(isForgotten: (kept: KeptSummary) => boolean): Promise<void> {
    return this.#database.run('promise', async (stores) => {
      const summaries = await summariesOf(stores);
      await Promise.all(summaries.filter(isForgotten).map(({ id }) => remove(stores, id)));
    });
  }

  /** Who was signed in at a server when that was last written down. */
  findAccount(server: string): Promise<AccountRecord | undefined> {
    return this.#database.run('read', ({ accounts }) =>
      answerOf<AccountRecord | undefined>(accounts.get(server)),
    );
  }

  async writeAccount(account: AccountRecord): Promise<void> {
    await this.#database.run('promise', ({ accounts }) => answerOf(accounts.put(account)));
  }

  /** Forgets documents until the others hold at most `bytesMax`. @returns whether any could be forgotten */
  makeRoom(bytesMax: number, isOpen: (place: Place) => boolean): Promise<boolean> {
    return this.#database.run('write', async (stores) => {
      const summaries = await summariesOf(stores);
      const evictable = summaries.map((kept) => ({ ...kept, isOpen: isOpen(kept) }));
      const evicted = planEviction(evictable, bytesMax);
      await Promise.all(evicted.map(({ id }) => remove(stores, id)));
      return evicted.length > 0;
    });
  }

  close(): void {
    this.#database.close();
  }
}

function find({ documents }: Stores, place: Place): Promise<DocumentRecord | undefined> {
  return answerOf<DocumentRecord | undefined>(documents.index(byPlace).get(keyOf(place)));
}

function latestOf(before: readonly number[] = [], now: readonly number[]): readonly number[] {
  return [...before.filter((author) => !now.includes(author)), ...now].slice(-authorsMax);
}

function updatesOf({ updates }: Stores, document: number): Promise<readonly UpdateRecord[]> {
  return answerOf<UpdateRecord[]>(updates.index(byDocument).getAll(document));
}

async function mergeAll(
  { updates }: Stores,
  before: readonly UpdateRecord[],
  mayMerge: (id: number) => boolean,
): Promise<readonly UpdateRecord[]> {
  const fixed = before.filter(({ id, unsaved }) => unsaved !== undefined && !mayMerge(id));
  let loose = before.filter((record) => !fixed.includes(record));
  for (let plan = planCompaction(loose); plan !== undefined; plan = planCompaction(loose)) {
    const replaced = new Set(plan);
    const { id: _replaced, ...merged } = { ...(plan[0] as UpdateRecord), update: mergeRecords(plan) };
    for (const { id } of replaced) updates.delete(id);
    const id = await add<UpdateRecord>(updates, merged);
    loose = [...loose.filter((record) => !replaced.has(record)), { ...merged, id }];
  }
  return [...fixed, ...loose];
}

async function summariesOf({ documents, updates }: Stores): Promise<readonly KeptSummary[]> {
  const all = await answerOf<DocumentRecord[]>(documents.getAll());
  const index = updates.index(byUnsaved);
  const counts = await Promise.all(all.map(({ id }) => answerOf(index.count(id))));
  return all.map((record, at) => ({ ...record, isUnsaved: (counts[at] ?? 0) > 0 }));
}

async function add<Kept extends { readonly id: number }>(
  store: IDBObjectStore,
  record: New<Kept>,
): Promise<number> {
  return Number(await answerOf(store.add(record)));
}

/** The bytes get a buffer of their own, since IndexedDB would store the whole of a larger one. */
function recordOf(document: number, { update, isUnsaved }: Entry): New<UpdateRecord> {
  return { document, update: update.slice(), ...(isUnsaved && { unsaved: document }) };
}

async function remove({ documents, updates }: Stores, id: number): Promise<void> {
  const keys = await answerOf(updates.index(byDocument).getAllKeys(id));
  for (const key of keys) updates.delete(key);
  await answerOf(documents.delete(id));
}
