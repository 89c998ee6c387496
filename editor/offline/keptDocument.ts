import type { AccessLevel } from '@scriptorium/server/protocol';
import * as Y from 'yjs';
import type { Clock } from '../collab/clock.ts';
import type { DeviceStatus } from '../collab/deviceStatus.ts';
import type { Keeper, KeeperStatus, KeeperTask } from '../collab/keeper.ts';
import type { ProviderStatus } from '../collab/providerStatus.ts';
import { applyRemoteUpdate } from '../collab/remoteUpdate.ts';
import { DeviceError, deviceErrorOf } from './deviceError.ts';
import { type Appended, DeviceStore, type Entry, type KeptCopy } from './deviceStore.ts';
import { type Change, Journal, joined } from './journal.ts';
import { Receipts } from './receipts.ts';
import type { DocumentFacts, Place } from './records.ts';
import { StoredState } from './storedState.ts';
import { findOpen, type Notice, type NoticedUpdate, Tabs, type TabTools } from './tabs.ts';

export interface KeptDocumentOptions extends KeeperTask {
  readonly doc: Y.Doc;
  readonly server: string;
  readonly name: string;
  /** Who is signed in; undefined where that isn't known, and then nothing is kept. Asked again where it throws. */
  readonly account: () => Promise<string | undefined>;
  /** What all documents of this device may hold together, as far as the server has them. */
  readonly bytesMax: number;
  readonly clock: Clock;
  /** From 0 to 1. */
  readonly random: () => number;
  /** The browser's own unless a test brings others. */
  readonly factory: IDBFactory | undefined;
  readonly tabs: TabTools;
}

const retryMs = 5000;
/** The first tab writes what the server says before the others would, and then they needn't. */
const firstDelayMs = 1500;
const othersDelayMs = 5000;
/** From so many updates on it is looked whether they can become fewer. */
const updatesMax = 48;

/**
 * Keeps a document on this device while it is open: brings what was kept, writes what is new, hears of what other tabs write,
 * and knows what the server has not saved.
 *
 * 1. What was typed is written at once and as what the server lacks; it loses that mark when the server has said that it is on disk.
 * 2. What comes from the server, or was kept and the server has, is not sent to it again; all else is.
 * 3. What the storage does not take stays in memory, is told to the other tabs, and is tried again.
 */
export class KeptDocument implements Keeper {
  readonly #options: KeptDocumentOptions;
  readonly #store: DeviceStore;
  readonly #journal: Journal;
  readonly #receipts: Receipts;
  readonly #stored = new StoredState();
  #tabs: Tabs | undefined;
  #place: Place | undefined;
  /** Its number in the storage, once it is there. */
  #document: number | undefined;
  /** Why it is not known yet what is kept; undefined once it is. */
  #opening: DeviceStatus | undefined = { state: 'opening' };
  #copy: { readonly isSynced: boolean; readonly access: AccessLevel | undefined } | undefined;
  #early: readonly Notice[] = [];
  #isTakingIn = false;
  #facts = '';
  #stopFollowing = (): void => {};
  #cancelRetry = (): void => {};
  #isOver = false;

  constructor(options: KeptDocumentOptions) {
    const { provider, clock } = options;
    this.#options = options;
    this.#store = new DeviceStore(options);
    this.#journal = new Journal({
      clock,
      serverDelayMs: () => this.#serverDelayMs(),
      write: (changes) => this.#write(changes),
      onChange: () => options.onChange(),
      onForgotten: () => this.#stop(),
    });
    this.#receipts = new Receipts({
      whenSaved: () => provider.whenSaved(),
      markSaved: (ids) => this.#store.markSaved(ids),
    });
    void this.#begin();
  }

  peek(): KeeperStatus {
    return {
      device: this.#opening ?? this.#journal.peek(),
      hasCopy: this.#copy?.isSynced === true,
      access: this.#copy?.access,
    };
  }

  destroy(): void {
    const last = this.#opening ? Promise.resolve() : this.#journal.flush();
    this.#stop();
    void last.then(() => {
      this.#journal.close();
      this.#store.close();
    });
  }

  /** Follows the document no longer. */
  #stop(): void {
    this.#isOver = true;
    this.#cancelRetry();
    this.#stopFollowing();
    this.#options.doc.off('update', this.#onUpdate);
    this.#tabs?.leave();
  }

  async #begin(): Promise<void> {
    try {
      const place = await this.#findPlace();
      if (this.#isOver) return;
      if (place === undefined) return this.#setOpening({ state: 'off' });
      this.#join(place);
      const copy = await this.#store.load(place);
      if (!this.#isOver) this.#open(copy);
    } catch (error) {
      if (this.#isOver) return;
      this.#cancelRetry = this.#options.clock.after(retryMs, () => void this.#begin());
      this.#setOpening({ state: 'failing', cause: deviceErrorOf(error).code });
    }
  }

  async #findPlace(): Promise<Place | undefined> {
    const { account, server, name } = this.#options;
    const user = await account();
    return user === undefined ? undefined : { server, user, name };
  }

  /** Before anything is read, so that nothing is missed that another tab writes then. */
  #join(place: Place): void {
    if (this.#tabs) return;
    this.#place = place;
    this.#tabs = new Tabs({ ...this.#options.tabs, place, onNotice: (notice) => this.#hear(notice) });
  }

  /** From here on nothing of the document is missed: what it holds already is taken first. */
  #open(copy: KeptCopy | undefined): void {
    const { doc, provider } = this.#options;
    const { saved } = provider.peek();
    const before = doc.store.clients.size > 0 ? Y.encodeStateAsUpdate(doc) : undefined;
    if (copy) this.#bring(copy);
    doc.on('update', this.#onUpdate);
    this.#opening = undefined;
    const news = before && this.#stored.newsOf(before);
    if (news) this.#journal.add({ update: news, isOwn: !saved });
    const early = this.#early;
    this.#early = [];
    for (const notice of early) this.#hear(notice);
    this.#stopFollowing = provider.subscribe((status) => this.#follow(status));
    this.#follow(provider.peek());
    this.#options.onChange();
    void this.#makeRoom(this.#options.bytesMax).catch(() => {}); // It is only tidying up.
  }

  #bring({ document, updates }: KeptCopy): void {
    const unsaved = updates.filter((record) => record.unsaved !== undefined);
    const saved = updates.filter((record) => !unsaved.includes(record));
    this.#document = document.id;
    if (saved.length > 0) this.#options.takeIn(Y.mergeUpdates(saved.map(({ update }) => update)));
    for (const { update } of unsaved) applyRemoteUpdate(this.#options.doc, update, this);
    for (const { update } of updates) this.#stored.add(update);
    this.#copy = { isSynced: document.isSynced, access: document.access };
    this.#facts = JSON.stringify(factsOf(document));
    this.#receipts.add(unsaved.map(({ id }) => id));
    if (updates.length >= updatesMax) void this.#compact();
  }

  readonly #onUpdate = (update: Uint8Array, origin: unknown): void => {
    if (this.#isTakingIn) return;
    this.#journal.add({ update, isOwn: origin !== this.#options.provider });
  };

  /** What is known of the document is kept with it, also where nothing is written. */
  #follow(status: ProviderStatus): void {
    if (!status.synced || this.#isOver) return;
    if (JSON.stringify(this.#factsNow(status)) !== this.#facts) this.#journal.touch();
  }

  #hear(notice: Notice): void {
    if (this.#isOver) return;
    if (this.#opening) this.#early = [...this.#early, notice];
    else for (const update of notice.updates) this.#takeFromTab(update, notice.isSent);
  }

  /** What the other tab could not write, this one tries to. */
  #takeFromTab({ update, id, isUnsaved }: NoticedUpdate, isSent: boolean): void {
    this.#isTakingIn = id !== undefined;
    try {
      if (isSent || !isUnsaved) this.#options.takeIn(update);
      else applyRemoteUpdate(this.#options.doc, update, this);
    } finally {
      this.#isTakingIn = false;
    }
    if (id === undefined) return;
    this.#stored.add(update);
    if (isUnsaved && !isSent) this.#receipts.add([id]);
  }

  async #write(changes: readonly Change[]): Promise<void> {
    const { saved, synced } = this.#options.provider.peek();
    const entries = joined(changes).flatMap(({ update, isOwn }): Entry[] => {
      const news = this.#stored.newsOf(update);
      return news ? [{ update: news, isUnsaved: isOwn && !saved }] : [];
    });
    const facts = this.#factsNow(this.#options.provider.peek());
    if (entries.length === 0 && (!synced || JSON.stringify(facts) === this.#facts)) return;
    try {
      const appended = await this.#append(entries, facts);
      this.#facts = JSON.stringify(facts);
      this.#tell(entries, appended.ids);
      if (appended.updates >= updatesMax && this.#tabs?.isFirst) await this.#compact();
    } catch (error) {
      this.#tell(entries, []);
      throw error;
    }
  }

  async #append(entries: readonly Entry[], facts: DocumentFacts): Promise<Appended> {
    if (!this.#place) throw new DeviceError('broken');
    const order = { place: this.#place, facts, entries, document: this.#document };
    const appended = await this.#store.append(order).catch(async (error: unknown) => {
      // Better that other documents are fetched from the server again than that something typed isn't kept.
      const isFull = error instanceof DeviceError && error.code === 'full';
      if (!isFull || !(await this.#makeRoom(0))) throw error;
      return this.#store.append(order);
    });
    this.#document = appended.document;
    for (const { update } of entries) this.#stored.add(update);
    this.#receipts.add(appended.ids.filter((_, at) => entries[at]?.isUnsaved));
    return appended;
  }

  #tell(entries: readonly Entry[], ids: readonly number[]): void {
    const { sent } = this.#options.provider.peek();
    const updates = entries.map((entry, at) => ({ ...entry, id: ids[at] }));
    if (updates.length > 0) this.#tabs?.tell({ updates, isSent: sent });
  }

  async #compact(): Promise<void> {
    if (this.#document === undefined) return;
    try {
      this.#receipts.add(await this.#store.compact(this.#document, (id) => this.#receipts.has(id)));
    } catch {
      // What stays apart is read as well.
    }
  }

  async #makeRoom(bytesMax: number): Promise<boolean> {
    const isOpen = await findOpen(this.#options.tabs.locks);
    return this.#store.makeRoom(bytesMax, (place) => place.name === this.#place?.name || isOpen(place));
  }

  #serverDelayMs(): number {
    const delayMs = this.#tabs?.isFirst === true ? firstDelayMs : othersDelayMs;
    // Where there are no locks every tab is the first, and chance decides.
    return this.#options.tabs.locks ? delayMs : delayMs * (1 + this.#options.random());
  }

  #factsNow({ access, synced }: ProviderStatus): DocumentFacts {
    const title = this.#options.doc.getMap('meta').get('title');
    return { title: title instanceof Y.Text ? title.toString() : '', access, isSynced: synced };
  }

  #setOpening(status: DeviceStatus): void {
    this.#opening = status;
    this.#options.onChange();
  }
}

function factsOf({ title, access, isSynced }: DocumentFacts): DocumentFacts {
  return { title, access, isSynced };
}
