/** The documents that this device keeps for whoever is signed in. */
import { systemClock } from '../collab/clock.ts';
import { DeviceError } from '../offline/deviceError.ts';
import { DeviceStore, type KeptSummary } from '../offline/deviceStore.ts';
import { findOwnAccount } from './account.ts';
import { socketHome } from './route.ts';

/** @returns nothing where the device keeps none, or it isn't known for whom */
export async function list(): Promise<readonly KeptSummary[]> {
  try {
    const user = await findOwnAccount();
    if (user === undefined) return [];
    return await use((store) => store.list({ server: socketHome(location), user }));
  } catch (error) {
    if (error instanceof DeviceError) return [];
    throw error;
  }
}

/** Has the device forget this document, or all. @throws {DeviceError} */
export async function forget(name?: string): Promise<void> {
  const user = await findOwnAccount(name);
  const server = socketHome(location);
  await use((store) =>
    store.forget((kept) => kept.server === server && kept.user === user && kept.name === (name ?? kept.name)),
  );
}

async function use<T>(work: (store: DeviceStore) => Promise<T>): Promise<T> {
  const store = new DeviceStore({ factory: globalThis.indexedDB, clock: systemClock });
  try {
    return await work(store);
  } finally {
    store.close();
  }
}
