import { systemClock } from './collab/clock.ts';
import type { Keeper, KeeperStatus, KeeperTask, OpenKeeper } from './collab/keeper.ts';
import type { ProviderOptions as ConnectionOptions } from './collab/provider.ts';

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

const bytesMaxUsual = 100_000_000;
const nothing: KeeperStatus = { device: { state: 'opening' }, hasCopy: false, access: undefined };

/** Keeps a document by code that is loaded beside it: what was typed before the code is here is kept then. */
export function keepLate(connection: ConnectionOptions, options: OfflineOptions): OpenKeeper {
  return (task) =>
    new LateKeeper(task, async () => {
      const { KeptDocument } = await import('./offline/keptDocument.ts');
      const { doc, name, url: server, clock = systemClock, random = Math.random } = connection;
      const { account = '', bytesMax = bytesMaxUsual } = options;
      return new KeptDocument({
        ...task,
        ...{ doc, name, server, clock, random, bytesMax },
        account: typeof account === 'string' ? () => Promise.resolve(account) : account,
        factory: globalThis.indexedDB,
        tabs: { BroadcastChannel: globalThis.BroadcastChannel, locks: globalThis.navigator?.locks },
      });
    });
}

class LateKeeper implements Keeper {
  #keeper: Keeper | undefined;
  #status = nothing;
  #isOver = false;

  constructor({ onChange }: KeeperTask, load: () => Promise<Keeper>) {
    void load().then(
      (keeper) => {
        this.#keeper = keeper;
        if (this.#isOver) keeper.destroy();
        else onChange();
      },
      () => {
        this.#status = { ...nothing, device: { state: 'failing', cause: 'broken' } };
        onChange();
      },
    );
  }

  peek(): KeeperStatus {
    return this.#keeper?.peek() ?? this.#status;
  }

  destroy(): void {
    this.#isOver = true;
    this.#keeper?.destroy();
  }
}
