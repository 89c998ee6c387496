import type { Keeper, KeeperStatus, KeeperTask, OpenKeeper } from './collab/keeper.ts';
import type { ProviderOptions as ConnectionOptions } from './collab/provider.ts';
import type { KeptOptions } from './offline/openKept.ts';

const nothing = { hasCopy: false, access: undefined, standsIn: false } as const;

/** Keeps a document by code that is loaded beside it: what was typed before the code is here is kept then. */
export function keepLate(connection: ConnectionOptions, options: KeptOptions): OpenKeeper {
  return (task) =>
    new LateKeeper(task, async () => {
      const { openKept } = await import('./offline/openKept.ts');
      return openKept(connection, { ...options, ...task });
    });
}

class LateKeeper implements Keeper {
  #keeper: Keeper | undefined;
  #status: KeeperStatus = { ...nothing, device: { state: 'opening' } };
  /** What the server has said so far. */
  #heard: readonly Uint8Array[] = [];
  #isOver = false;

  constructor({ onChange }: KeeperTask, load: () => Promise<Keeper>) {
    void load().then(
      (keeper) => {
        this.#keeper = keeper;
        this.#heard.forEach(keeper.hear, keeper);
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
