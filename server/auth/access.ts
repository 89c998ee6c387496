import type { DocumentName } from '@scriptorium/persistence';
import type { AccessLevel } from '../protocol/index.ts';

/** Somebody at the door of a document. */
export interface Visit {
  readonly name: DocumentName;
  /** What the client showed, if anything. */
  readonly token: string | undefined;
}

/**
 * What somebody may do in a document. Below `write` nothing of theirs is taken but presence: there is no way yet to tell a comment
 * or a suggestion from any other update, so that who may only comment reads, until there is.
 */
export interface Granted {
  readonly kind: 'granted';
  /** Stands in the log as the author, at most 255 bytes of UTF-8; empty where nobody signs in. */
  readonly user: string;
  readonly level: AccessLevel;
  /** What people call the user. */
  readonly displayName?: string;
  /** When it ends, in milliseconds since 1970; then it is asked anew. */
  readonly untilMs?: number;
}

export interface Denied {
  readonly kind: 'denied';
  /** Told to the client. */
  readonly reason: string;
  /** Whether another token might help, in whatever document: there was none, or it is not good. */
  readonly needsSignIn?: boolean;
}

export type Access = Granted | Denied;

/** Decides who may do what. What it throws lets nobody in, and is asked again later. */
export type Authorize = (visit: Visit) => Promise<Access>;

/** Decides, and remembers for a while what it decided by. */
export interface Authority {
  readonly authorize: Authorize;
  /** Forgets what it remembers, since it may be otherwise now. */
  forget(): void;
  /** Gets what it decides by, so that what is amiss is noticed before anybody comes. @throws {AuthorityError} */
  prepare?(): Promise<void>;
}

/** For a server on which nobody signs in. */
export const admitEverybody: Authorize = () => Promise.resolve({ kind: 'granted', user: '', level: 'write' });
