import type { AccessLevel } from '@scriptorium/server/protocol';

/** Which document it is, and whose. */
export interface Place {
  /** The server's address, as the provider was given it. */
  readonly server: string;
  /** Who is signed in there; empty where nobody signs in. */
  readonly user: string;
  /** The document's name. */
  readonly name: string;
}

/** What is known of a document when the server doesn't answer. */
export interface DocumentFacts {
  /** Empty when nobody has given it a title. */
  readonly title: string;
  /** Undefined while the server has not said. */
  readonly access: AccessLevel | undefined;
  /** Whether the document has had the server's content at least once. */
  readonly isSynced: boolean;
}

/** A document in the object store `documents`; its key is `id`. */
export interface DocumentRecord extends Place, DocumentFacts {
  readonly id: number;
  /** When it was last opened or written, in milliseconds since 1970. */
  readonly usedMs: number;
  /** How much its updates hold. */
  readonly bytes: number;
  /** How many updates it has. */
  readonly updates: number;
  /** The clients by which it was last written in on this device; a record of before these were kept has none. */
  readonly authors?: readonly number[];
}

/** Yjs bytes in the object store `updates`, encoding V1; the key is `id`. */
export interface UpdateRecord {
  readonly id: number;
  readonly document: number;
  readonly update: Uint8Array;
  /** The document again, while the server may not have it on its disk: an index has only these. */
  readonly unsaved?: number;
}

/** Who was signed in at a server when it was last asked, in the object store `accounts`; its key is `server`. */
export interface AccountRecord {
  readonly server: string;
  readonly user: string;
  /** Changes when somebody signs in. */
  readonly mark: string;
}

/** A record that has no id yet: the database gives it one. */
export type New<Kept extends { readonly id: number }> = Omit<Kept, 'id'>;

export const documents = 'documents';
export const updates = 'updates';
export const accounts = 'accounts';
/** Index of `documents` by server, user and name. */
export const byPlace = 'place';
/** Index of `updates` by document. */
export const byDocument = 'document';
/** Index of the updates that the server may not have, by document. */
export const byUnsaved = 'unsaved';

/** Makes an empty database what the others in this folder expect. */
export function createStores(database: IDBDatabase): void {
  const options = { keyPath: 'id', autoIncrement: true };
  database
    .createObjectStore(documents, options)
    .createIndex(byPlace, ['server', 'user', 'name'], { unique: true });
  const store = database.createObjectStore(updates, options);
  database.createObjectStore(accounts, { keyPath: 'server' });
  store.createIndex(byDocument, 'document');
  store.createIndex(byUnsaved, 'unsaved');
}

export function keyOf({ server, user, name }: Place): string[] {
  return [server, user, name];
}

/** The name of what the tabs have together for a document: a channel, a lock. */
export function sharedName(place: Place): string {
  return `scriptorium:${JSON.stringify(keyOf(place))}`;
}
