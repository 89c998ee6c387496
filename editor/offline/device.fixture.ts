import { IDBObjectStore as FDBObjectStore, IDBFactory } from 'fake-indexeddb';
import { type MockInstance, onTestFinished, vi } from 'vitest';
import type * as Y from 'yjs';
import { bind } from '../collab/bind.ts';
import type { OpenKeeper } from '../collab/keeper.ts';
import { Desk } from '../testing/desk.fixture.ts';
import type { FakeClock } from '../testing/time.fixture.ts';
import { DeviceStore, type KeptSummary } from './deviceStore.ts';
import { KeptDocument } from './keptDocument.ts';
import { documents, type UpdateRecord, updates } from './records.ts';
import { answerOf } from './request.ts';

/** The server and document that a desk is at. */
const here = { server: 'ws://here/', name: 'a/b' };

/** A browser's profile: its storage and its locks. Tabs are desks at it. */
export class Device {
  factory: IDBFactory | undefined = new IDBFactory();
  readonly locks = new FakeLocks();

  /** Opens a document in a tab of its own. */
  openTab(options: TabOptions = {}): Desk {
    return new Desk({ keep: (doc, clock) => this.#keeper({ ...options, doc, clock }) });
  }

  #keeper(tab: TabOptions & { readonly doc: Y.Doc; readonly clock: FakeClock }): OpenKeeper {
    const { user = 'ada', name = here.name, bytesMax = 1_000_000, doc, clock } = tab;
    return (task) =>
      new KeptDocument({
        ...task,
        ...{ doc, clock, bytesMax, name, server: here.server },
        account: () => Promise.resolve(user === '?' ? undefined : user),
        random: () => 0,
        loadBind: async () => bind,
        factory: this.factory,
        tabs: { BroadcastChannel, locks: this.locks as unknown as LockManager },
      });
  }

  /** The storage takes nothing any more, for this reason; or so many times. `mockRestore` of the answer ends it. */
  refuse(reason: string, { times }: { readonly times?: number } = {}): MockInstance {
    const spy = vi.spyOn(FDBObjectStore.prototype, 'add');
    const refuse = (): never => {
      throw new DOMException('No', reason);
    };
    onTestFinished(() => spy.mockRestore());
    for (let time = 0; time < (times ?? 0); time += 1) spy.mockImplementationOnce(refuse);
    return times === undefined ? spy.mockImplementation(refuse) : spy;
  }

  /** What is kept of all documents. */
  async list(user = 'ada'): Promise<readonly KeptSummary[]> {
    return this.#use((store) => store.list({ server: here.server, user }));
  }

  async forget(): Promise<void> {
    await this.#use((store) => store.forget(() => true));
  }

  /** The records, as they stand in the storage. */
  async records(): Promise<readonly UpdateRecord[]> {
    const request = this.factory?.open('scriptorium');
    if (!request) throw new Error('There is no storage.');
    const database = await answerOf(request);
    const transaction = database.transaction([documents, updates]);
    const records = await answerOf<UpdateRecord[]>(transaction.objectStore(updates).getAll());
    database.close();
    return records;
  }

  async #use<T>(work: (store: DeviceStore) => Promise<T>): Promise<T> {
    const { factory } = this;
    const store = new DeviceStore({ factory, clock: { nowMs: () => 0, after: () => () => {} } });
    return work(store).finally(() => store.close());
  }
}

export interface TabOptions {
  /** Who is signed in; `?` where that isn't known. */
  readonly user?: string;
  readonly name?: string;
  readonly bytesMax?: number;
}

/** Web Locks of one browser: exclusive ones, by name, in the order of asking. */
class FakeLocks {
  readonly #lines = new Map<string, Promise<unknown>>();
  readonly #held = new Set<string>();
  /** How many have asked and got nothing yet. */
  waiting = 0;

  request(name: string, options: LockOptions, work: (lock: Lock | null) => Promise<void>): Promise<void> {
    if (options.ifAvailable && this.#lines.has(name)) return work(null);
    this.waiting += 1;
    const turn = (this.#lines.get(name) ?? Promise.resolve()).then(async () => {
      this.waiting -= 1;
      options.signal?.throwIfAborted();
      this.#held.add(name);
      await work({ name, mode: 'exclusive' }).finally(() => this.#held.delete(name));
    });
    const end: Promise<void> = turn
      .catch(() => {})
      .then(() => void (this.#lines.get(name) === end && this.#lines.delete(name)));
    this.#lines.set(name, end);
    return turn;
  }

  query(): Promise<{ readonly held: readonly { readonly name: string }[] }> {
    return Promise.resolve({ held: [...this.#held].map((name) => ({ name })) });
  }
}

/** Lets the timers of a tab run while its storage works, until `isDone`. */
export async function until(tab: Desk, isDone: () => boolean | Promise<boolean>): Promise<void> {
  let isOver = false;
  onTestFinished(() => {
    isOver = true;
  });
  while (!isOver && !(await isDone())) {
    tab.clock.pass(50);
    await new Promise((resolve) => setImmediate(resolve));
  }
}
