import type { Line } from './line.ts';
import type { Typist } from './typist.ts';

export interface Place {
  readonly webSocketUrl: string;
  readonly httpUrl: string;
}

export interface ClientOptions {
  readonly place: Place;
  /** The document's name. */
  readonly document: string;
  readonly typist: Typist;
  /** Where somebody has to sign in. */
  readonly token?: string;
}

/** An unmodified client of some family at one document, as the torture sees it. Whatever it is told is saved, its typist knows. */
export interface Client extends ClientOptions {
  readonly line: Line;
  readonly isSynced: () => boolean;
  /**
   * Whether a client that comes back hears about all that it ever typed. The echo of y-websocket is about what is sent, and
   * what the server has already is not sent again.
   */
  readonly hearsOfAll: boolean;
  /** Called after each token. */
  readonly typed?: () => void;
  /** The network is back, as a browser would say: no reason to wait any longer. */
  readonly hurry?: () => void;
  /** Leaves for good. */
  readonly close: () => void;
}
