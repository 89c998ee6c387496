import type { bind } from './collab/bind.ts';
import {
  type ProviderOptions as ConnectionOptions,
  createProvider as connect,
  type Provider,
} from './collab/provider.ts';
import { keepLate } from './lateKeeper.ts';
import type { OfflineOptions } from './offline/openKept.ts';

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
  const keeping = { ...(offline === true ? {} : offline), loadBind };
  return connect({ ...options, keep: keepLate(options, keeping) });
}

/** Whoever has no editor doesn't load one for as long as nothing is to be put back. */
async function loadBind(): Promise<typeof bind> {
  return (await import('./collab/bind.ts')).bind;
}
