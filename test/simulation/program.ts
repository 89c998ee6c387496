import type { Chance } from './chance.ts';
import type { Moment } from './durableIndex.ts';
import type { Ids } from './ids.ts';
import type { Ending } from './link.ts';
import type { PresenceChange, Replica } from './replica.ts';

/** What a client program has around it. */
export interface Surroundings {
  readonly document: string;
  readonly replica: Replica;
  readonly chance: Chance;
  /** Sends a frame, if it is connected. */
  send(frame: Uint8Array): void;
  /** It shows its person that these are saved. @param sentAt what was durable when the server said so */
  told(ids: Ids, sentAt: Moment): void;
}

/** The client of one family in one page, for as long as the page lives: how it talks over one connection after the other. */
export interface Program {
  /** It takes a server for gone that says nothing for so long. */
  readonly silenceMsMax: number;
  /** Whether it has had an answer to its first question over this connection. */
  readonly isSynced: boolean;
  /** What it still shows as not saved, in words; undefined when there is nothing. */
  readonly unsaved: string | undefined;
  /** Why it was turned away, in families that are told so without losing their connection. */
  readonly denied?: string | undefined;

  opened(): void;
  heard(frame: Uint8Array, sentAt: Moment): void;
  /** The connection ended. @returns after how many milliseconds it comes back; undefined when it stays away */
  lost(ending: Ending | undefined): number | undefined;
  /** Its replica made an update. */
  made(update: Uint8Array, ids: Ids): void;
  /** @param isOwn whether it is not what the server said, taken in */
  presenceChanged(change: PresenceChange, isOwn: boolean): void;
  /** Called every few seconds, with how long the server has been silent. */
  watched?(silenceMs: number): void;
  /** It asks again what it lacks, as y-websocket does every while where it is told to. */
  ask?(): void;
  /** The page is about to hang up in good order. */
  leaving(): void;
}

/** A family of clients. A new one is a file with one of these, and a line in `families.ts`. */
export interface Family {
  readonly name: string;
  /** Where it connects to for a document: the target of its upgrade request. */
  urlOf(document: string): string;
  /** What it offers when it connects; undefined for the plain protocol. */
  readonly subprotocol: string | undefined;
  /** Whether it is told that the document was deleted, and stays away then. */
  readonly staysAway: boolean;
  start(surroundings: Surroundings): Program;
}
