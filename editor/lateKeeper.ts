import { systemClock } from './collab/clock.ts';
import type { Keeper, KeeperStatus, KeeperTask, OpenKeeper } from './collab/keeper.ts';
import type { ProviderOptions as ConnectionOptions } from './collab/provider.ts';
import type { recover } from './collab/recovery.ts';

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
const nothing: KeeperStatus = {
  device: { state: 'opening' },
  hasCopy: false,
  access: undefined,
  standsIn: false,
};

export interface LateOptions extends OfflineOptions {
  /** What puts back what was lost while the document was closed: it needs what an editor consists of. */
  readonly loadRecovery: () => Promise<typeof recover>;
}

/** Keeps a document by code that is loaded beside it: what was typed before the code is here is kept then. */
export function keepLate(connection: ConnectionOptions, options: LateOptions): OpenKeeper {
  return (task) =>
    new LateKeeper(task, async () => {
      const { KeptDocument } = await import('./offline/keptDocument.ts');
      const { doc, name, url: server, clock = systemClock, random = Math.random } = connection;
      const { account = '', bytesMax = bytesMaxUsual, loadRecovery } = options;
      return new KeptDocument({
        ...task,
        ...{ doc, name, server, clock, random, bytesMax, loadRecovery },
        account: typeof account === 'string' ? () => Promise.resolve(account) : account,
        factory: globalThis.indexedDB,
        tabs: { BroadcastChannel: globalThis.BroadcastChannel, locks: globalThis.navigator?.locks },
      });
    });
}

class LateKeeper implements Keeper {
  #keeper: Keeper | undefined;
  #status = nothing;
  #heard: readonly Uint8Array[] = [];
  #isOver = false;

  constructor({ onChange }: KeeperTask, load: () => Promise<Keeper>) {
    void load().then(
      (keeper) => {
        this.#keeper = keeper;
        for (const update of this.#heard) keeper.hear(update);
        this.#heard = [];
        if (this.#isOver) keeper.destroy();
        else onChange();
      },
      () => {
        this.#status = { ...nothing, device: { state: 'failing', cause: 'broken' } };
        this.#isOver = true;
        onChange();
      },
    );
  }

  peek(): KeeperStatus {
    return this.#keeper?.peek() ?? this.#status;
  }

  hear(update: Uint8Array): void {
    if (this.#keeper) this.#keeper.hear(update);
    else if (!this.#isOver) this.#heard = [...this.#heard, update];
  }

  destroy(): void {
    this.#isOver = true;
    this.#keeper?.destroy();
  }
}
