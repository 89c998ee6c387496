import { applyUpdate, Doc, mergeUpdates } from 'yjs';
import { takeOver } from './authorship.ts';
import type { bind } from './bind.ts';
import { applyRemoteUpdate } from './remoteUpdate.ts';
import { UnseenView } from './unseenView.ts';

/** What was typed, and what became of the document without it. */
export interface Diverged {
  /** The document as its author had it. */
  readonly kept: Uint8Array;
  /** The clients that are the author. */
  readonly authors: readonly number[];
  /** The document as it is now, in words that do not know yet what is only in `kept`. */
  readonly now: Uint8Array;
  /** `bind`, from whoever has loaded what it needs. */
  readonly open: typeof bind;
  /** To write by; any unless a test brings one. */
  readonly client?: number;
}

export interface Recovered {
  /** What is put back, on top of `kept` and `now`. */
  readonly update: Uint8Array;
  /** The client that it is written by. */
  readonly author: number;
}

/**
 * Puts back what `now` has swept away of what the authors typed, as their editor would have done if it had been open: in a document
 * of its own, which goes from `kept` to `now` before a view that nobody sees. Nothing is written anywhere else.
 * @returns undefined where nothing was lost
 */
export function recover({ kept, authors, now, open, client }: Diverged): Recovered | undefined {
  const doc = new Doc();
  if (client !== undefined) doc.clientID = client;
  applyUpdate(doc, kept);
  takeOver(doc, authors);
  const { binding, state } = open(doc);
  const updates: Uint8Array[] = [];
  const origin = {};
  doc.on('update', (update: Uint8Array, by: unknown) => by !== origin && updates.push(update));
  new UnseenView({ binding, state });
  applyRemoteUpdate(doc, now, origin);
  binding.destroy();
  const author = doc.clientID;
  doc.destroy();
  return updates.length === 0 ? undefined : { update: mergeUpdates(updates), author };
}
