import type { DocumentName } from '@scriptorium/persistence';
import type { AccessLevel } from '../protocol/index.ts';

/** Somebody at the door of a document. */
export interface Visit {
  readonly name: DocumentName;
  /** What the client showed, if anything. */
  readonly token: string | undefined;
}

export type Access =
  /** `user` stands in the log as the author; empty where nobody signs in. */
  | { readonly kind: 'granted'; readonly user: string; readonly level: AccessLevel }
  /** `reason` is told to the client. */
  | { readonly kind: 'denied'; readonly reason: string };

/** Decides who may do what. What it throws lets nobody in. */
export type Authorize = (visit: Visit) => Promise<Access>;

/** For a server on which nobody signs in. */
export const admitEverybody: Authorize = () => Promise.resolve({ kind: 'granted', user: '', level: 'write' });
