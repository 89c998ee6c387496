import type { Clock } from '../collab/clock.ts';
import { DeviceError, deviceErrorOf } from './deviceError.ts';
import { accounts, createStores, documents, updates } from './records.ts';
import { answerOf, whenComplete } from './request.ts';

export interface DatabaseOptions {
  /** Undefined where the browser has none. */
  readonly factory: IDBFactory | undefined;
  readonly clock: Clock;
}

/** What one transaction may use. */
export interface Stores {
  readonly documents: IDBObjectStore;
  readonly updates: IDBObjectStore;
  readonly accounts: IDBObjectStore;
}

/**
 * `read` changes nothing; `write` is done when the browser has it, and survives its crash; `promise` is done when it would survive
 * a power cut, too.
 */
export type Purpose = 'read' | 'write' | 'promise';

const name = 'scriptorium';
const version = 1;
/** A browser may wait for another tab for ever, and does not say so. */
const answerMsMax = 5000;

/** The device's database: opened when it is first needed, and again after it was lost. */
export class Database {
  readonly #options: DatabaseOptions;
  /** What there is, or is being opened: an attempt that takes too long may succeed for a later call. */
  #database: Promise<IDBDatabase> | undefined;
  #isClosed = false;

  constructor(options: DatabaseOptions) {
    this.#options = options;
  }

  /**
   * Runs `work` as one transaction. `work` may only wait for requests of these stores.
   * @throws {DeviceError}; what `work` throws undoes the transaction, and comes as it is when it is none of IndexedDB's
   */
  async run<T>(purpose: Purpose, work: (stores: Stores) => Promise<T>): Promise<T> {
    try {
      const database = await this.#inTime(this.#open());
      return await this.#transact(database, purpose, work);
    } catch (error) {
      throw error instanceof DOMException ? deviceErrorOf(error) : error;
    }
  }

  /** Lets go of the database, which others may want to change. */
  close(): void {
    this.#isClosed = true;
    this.#drop();
  }

  async #transact<T>(
    database: IDBDatabase,
    purpose: Purpose,
    work: (stores: Stores) => Promise<T>,
  ): Promise<T> {
    const transaction = this.#begin(database, purpose);
    const complete = whenComplete(transaction);
    try {
      const stores = {
        documents: transaction.objectStore(documents),
        updates: transaction.objectStore(updates),
        accounts: transaction.objectStore(accounts),
      };
      const [answer] = await this.#inTime(Promise.all([work(stores), complete]));
      return answer;
    } catch (error) {
      complete.catch(() => {}); // Told by the error that there is.
      undo(transaction);
      throw error;
    }
  }

  #begin(database: IDBDatabase, purpose: Purpose): IDBTransaction {
    try {
      const mode = purpose === 'read' ? 'readonly' : 'readwrite';
      const durability = purpose === 'promise' ? 'strict' : 'relaxed';
      return database.transaction([documents, updates, accounts], mode, { durability });
    } catch (error) {
      // It was closed by the browser.
      this.#drop();
      throw new DeviceError('broken', { cause: error });
    }
  }

  #open(): Promise<IDBDatabase> {
    const { factory } = this.#options;
    if (this.#isClosed || factory === undefined) throw new DeviceError('forbidden');
    this.#database ??= this.#request(factory).catch((error: unknown) => {
      this.#database = undefined;
      throw deviceErrorOf(error);
    });
    return this.#database;
  }

  async #request(factory: IDBFactory): Promise<IDBDatabase> {
    const request = factory.open(name, version);
    request.onupgradeneeded = () => createStores(request.result);
    const database = await answerOf(request);
    // A newer version of this program in another tab must not wait for this one.
    database.onversionchange = () => this.#drop();
    database.onclose = () => this.#drop();
    if (this.#isClosed) database.close();
    return database;
  }

  #drop(): void {
    const dropped = this.#database;
    this.#database = undefined;
    dropped?.then(
      (database) => database.close(),
      () => {},
    );
  }

  async #inTime<T>(work: Promise<T>): Promise<T> {
    let cancel = (): void => {};
    const late = new Promise<never>((_, reject) => {
      cancel = this.#options.clock.after(answerMsMax, () => reject(new DeviceError('blocked')));
    });
    try {
      return await Promise.race([work, late]);
    } finally {
      cancel();
    }
  }
}

function undo(transaction: IDBTransaction): void {
  try {
    transaction.abort();
  } catch {
    // It is over already.
  }
}
