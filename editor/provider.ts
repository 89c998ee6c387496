import {
  type ProviderOptions as ConnectionOptions,
  createProvider as connect,
  type Provider,
} from './collab/provider.ts';
import type { recover } from './collab/recovery.ts';
import { keepLate, type OfflineOptions } from './lateKeeper.ts';

export interface ProviderOptions extends Omit<ConnectionOptions, 'keep'> {
  /**
   * Keeps the document on this device, so that it opens and can be written in without a network; not done by default. The status
   * tells how far it is, in `device`.
   */
  readonly offline?: boolean | OfflineOptions;
}

/** Keeps a `Y.Doc` the same as the server's document, and on this device where that is wanted. */
export function createProvider({ offline, ...options }: ProviderOptions): Provider {
  if (offline === undefined || offline === false) return connect(options);
  const keeping = { ...(offline === true ? {} : offline), loadRecovery };
  return connect({ ...options, keep: keepLate(options, keeping) });
}

/** Whoever has no editor doesn't load one for as long as nothing is to be put back. */
async function loadRecovery(): Promise<typeof recover> {
  return (await import('./collab/recovery.ts')).recover;
}
