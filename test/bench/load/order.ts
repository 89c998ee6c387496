import type { DialectName } from './dialect.ts';

/** What the load generator does, and with how many. */
export type Load =
  | TypingLoad
  | PresenceLoad
  | { readonly kind: 'taking'; readonly documents: number }
  | JoiningLoad
  | { readonly kind: 'idling'; readonly rooms: number; readonly connections: number }
  | { readonly kind: 'holding'; readonly documents: number }
  | StallingLoad
  | { readonly kind: 'opening' }
  | { readonly kind: 'listing'; readonly documents: number };

/** Everybody sees everything that is typed in the own room. */
export interface TypingLoad {
  readonly kind: 'typing';
  readonly rooms: number;
  readonly peoplePerRoom: number;
  /** The first so many of each room type. */
  readonly typistsPerRoom: number;
  readonly editsPerSecond: number;
}

/** Everybody in one room moves the own cursor. */
export interface PresenceLoad {
  readonly kind: 'presence';
  readonly people: number;
  readonly changesPerSecond: number;
}

/** All come at once, in several waves; before each, something is typed. */
export interface JoiningLoad {
  readonly kind: 'joining';
  readonly clients: number;
  /** The first is not measured. */
  readonly waves: number;
  readonly lacking: 'everything' | 'the last edits';
}

/** Some of a room stop reading while the others type, and with each edit move their cursors. */
export interface StallingLoad {
  readonly kind: 'stalling';
  readonly people: number;
  readonly stalled: number;
  readonly editsPerSecond: number;
}

export type LoadOf<Kind extends Load['kind']> = Extract<Load, { readonly kind: Kind }>;

export interface LoadOrder<L extends Load = Load> {
  readonly load: L;
  readonly dialect: DialectName;
  readonly port: number;
  readonly serverPid: number;
  /** Whether the server's probe is to profile it while it is measured. */
  readonly isProfiled: boolean;
  /** Where the server's probe writes when it is asked. */
  readonly probeFile: string;
  /** The folder with the prepared document. */
  readonly paperFolder: string;
  /** Typed before anything is measured, so that every server is warm. */
  readonly warmUpSeconds: number;
  readonly seconds: number;
  /** How long the server is given at least for what it puts off: Hocuspocus stores 2 s after an edit. */
  readonly afterworkMs: number;
}

export interface LoadResult {
  /** By the keys of the scenario's columns. */
  readonly figures: Readonly<Record<string, number>>;
  /** Everything arrived where it should. */
  readonly complete: boolean;
  /** Shares of one core while it was measured. */
  readonly serverBusy: number;
  readonly generatorBusy: number;
  /** How much later than planned the slowest hundredth was sent: what the generator could not keep up with. */
  readonly lateP99Ms: number;
}
