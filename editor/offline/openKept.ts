import type { bind } from '../collab/bind.ts';
import { systemClock } from '../collab/clock.ts';
import type { Keeper, KeeperTask } from '../collab/keeper.ts';
import type { ProviderOptions } from '../collab/provider.ts';
import { KeptDocument } from './keptDocument.ts';

/** What to keep a document by on this device. */
export interface OfflineOptions {
  /**
   * Who is signed in, by whatever distinguishes people: what is kept for one is shown to nobody else. Without it all who use this
   * browser's profile are one. `undefined` of a function says that it isn't known who it is,
   * and then nothing is kept.
   */
  readonly account?: string | (() => Promise<string | undefined>);
  /** What all kept documents may hold together, as far as the server has them; 100 MB by default. */
  readonly bytesMax?: number;
}

export interface KeptOptions extends OfflineOptions {
  /** Loads what an editor consists of, which puts back what was lost while the document was closed. */
  readonly loadBind: () => Promise<typeof bind>;
}

const bytesMaxUsual = 100_000_000;

/** Keeps the document of a connection, in the browser's own storage. */
export function openKept(connection: ProviderOptions, options: KeptOptions & KeeperTask): Keeper {
  const { doc, name, url: server, clock = systemClock, random = Math.random } = connection;
  const { account = '', bytesMax = bytesMaxUsual } = options;
  return new KeptDocument({
    ...options,
    ...{ doc, name, server, clock, random, bytesMax },
    account: typeof account === 'string' ? () => Promise.resolve(account) : account,
    factory: globalThis.indexedDB,
    tabs: { BroadcastChannel: globalThis.BroadcastChannel, locks: globalThis.navigator?.locks },
  });
}
