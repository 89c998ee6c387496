import type { AccessLevel } from '@scriptorium/server/protocol';
import * as Y from 'yjs';
import type { bind } from '../collab/bind.ts';
import type { Clock } from '../collab/clock.ts';
import type { DeviceStatus } from '../collab/deviceStatus.ts';
import type { Keeper, KeeperStatus, KeeperTask } from '../collab/keeper.ts';
import type { ProviderStatus } from '../collab/providerStatus.ts';
import { applyRemoteUpdate } from '../collab/remoteUpdate.ts';
import { DeviceError, deviceErrorOf } from './deviceError.ts';
import { DeviceStore, type Entry, type KeptCopy } from './deviceStore.ts';
import { DocumentFile } from './documentFile.ts';
import { Inheritance } from './inheritance.ts';
import { type Change, Journal, joined } from './journal.ts';
import { Receipts } from './receipts.ts';
import type { DocumentFacts, Place } from './records.ts';
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
  /** Loads what an editor consists of, where something may be to be put back that was lost while the document was closed. */
  readonly loadBind: () => Promise<typeof bind>;
}

const retryMs = 5000;
/** The first tab writes what the server says before the others would, and then they needn't. */
const firstDelayMs = 1500;
const othersDelayMs = 5000;

/**
 * Keeps a document on this device while it is open: brings what was kept, writes what is new, hears of what other tabs write,
 * and knows what the server has not saved.
 *
 * 1. What was typed is written at once and as what the server lacks; it loses that mark when the server has said that it is on disk.
 * 2. What comes from the server, or was kept and the server has, is not sent to it again; all else is.
 * 3. What an earlier session typed counts as one's own, so that it is put back where others have deleted it without knowing of it.
 * 4. What the storage does not take stays in memory, is told to the other tabs, and is tried again.
 */
export class KeptDocument implements Keeper {
  readonly #options: KeptDocumentOptions;
  readonly #store: DeviceStore;
  readonly #journal: Journal;
  readonly #receipts: Receipts;
  readonly #inheritance: Inheritance;
  #tabs: Tabs | undefined;
  #file: DocumentFile | undefined;
  /** Why it is not known yet what is kept; undefined once it is. */
  #opening: DeviceStatus | undefined = { state: 'opening' };
  #copy: { readonly isSynced: boolean; readonly access: AccessLevel | undefined } | undefined;
  #early: readonly Notice[] = [];
  /** What comes from the server while it does not take what was typed. */
  #held: readonly Change[] = [];
  #isTakingKept = false;
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
    this.#inheritance = new Inheritance({
      ...options,
      locks: options.tabs.locks,
      receipts: this.#receipts,
      mayWrite: () => mayWrite(provider.peek()),
      bring: (update) => this.#takeKept(update),
      putBack: (update) => this.#takeUnsaved(update),
    });
    void this.#begin();
  }

  peek(): KeeperStatus {
    return {
      device: this.#opening ?? this.#journal.peek(),
      hasCopy: this.#copy?.isSynced === true,
      access: this.#copy?.access,
      standsIn: !this.#opening && this.#inheritance.isHeir,
    };
  }

  hear(update: Uint8Array): void {
    this.#inheritance.hear(update);
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
    this.#inheritance.leave();
  }

  async #begin(): Promise<void> {
    try {
      const place = await this.#findPlace();
      if (this.#isOver) return;
      if (place === undefined) return this.#setOpening({ state: 'off' });
      this.#join(place);
      const copy = await this.#store.load(place);
      if (copy) await this.#inheritance.prepare(copy);
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
    const { tabs } = this.#options;
    const [store, receipts] = [this.#store, this.#receipts];
    this.#file = new DocumentFile({ place, store, receipts, findOpen: () => findOpen(tabs.locks) });
    this.#tabs = new Tabs({ ...tabs, place, onNotice: (notice) => this.#hear(notice) });
    this.#inheritance.join(place);
  }

  /** From here on nothing of the document is missed: what it holds already is taken first. */
  #open(copy: KeptCopy | undefined): void {
    const { doc, provider } = this.#options;
    const status = provider.peek();
    const before = doc.store.clients.size > 0 ? Y.encodeStateAsUpdate(doc) : undefined;
    if (copy) this.#bringSaved(copy);
    doc.on('update', this.#onUpdate);
    this.#inheritance.open(copy);
    this.#opening = undefined;
    const news = before && this.#file?.newsOf(before);
    if (news) this.#journal.add({ update: news, isOwn: !status.saved && mayWrite(status) });
    const early = this.#early;
    this.#early = [];
    for (const notice of early) this.#hear(notice);
    this.#stopFollowing = provider.subscribe((status) => this.#follow(status));
    this.#follow(provider.peek());
    this.#options.onChange();
    void this.#file?.makeRoom(this.#options.bytesMax).catch(() => {}); // It is only tidying up.
  }

  #bringSaved(copy: KeptCopy): void {
    const { document, updates } = copy;
    const saved = updates.filter(({ unsaved }) => unsaved === undefined).map(({ update }) => update);
    if (saved.length > 0) this.#options.takeIn(Y.mergeUpdates(saved));
    this.#copy = { isSynced: document.isSynced, access: document.access };
    this.#file?.open(copy);
    if (this.#file?.isCrowded) void this.#file.compact();
  }

  readonly #onUpdate = (update: Uint8Array, origin: unknown): void => {
    if (this.#isTakingKept) return;
    this.#journal.add({ update, isOwn: origin !== this.#options.provider });
  };

  /** What is known of the document is kept with it, also where nothing is written. */
  #follow(status: ProviderStatus): void {
    if (this.#isOver) return;
    this.#inheritance.enter();
    if (!status.synced) return;
    if (!this.#file?.knows(this.#factsNow(status))) this.#journal.touch();
  }

  #hear(notice: Notice): void {
    if (this.#isOver) return;
    void this.#inheritance.claim(notice.authors ?? []);
    if (this.#opening) this.#early = [...this.#early, notice];
    else for (const update of notice.updates) this.#takeFromTab(update, notice.isSent);
  }

  /** What the other tab could not write, this one tries to. */
  #takeFromTab({ update, id, isUnsaved }: NoticedUpdate, isSent: boolean): void {
    const isKnown = isSent || !isUnsaved;
    const take = isKnown ? this.#options.takeIn : (news: Uint8Array) => this.#takeUnsaved(news);
    if (id === undefined) take(update);
    else this.#takeKept(update, take);
    if (id === undefined) return;
    this.#file?.note(update);
    if (isUnsaved && !isSent) this.#receipts.add([id]);
  }

  #takeUnsaved(update: Uint8Array): void {
    applyRemoteUpdate(this.#options.doc, update, this);
  }

  /** What is in the storage need not be written. */
  #takeKept(update: Uint8Array, take = (kept: Uint8Array) => this.#takeUnsaved(kept)): void {
    this.#isTakingKept = true;
    try {
      take(update);
    } finally {
      this.#isTakingKept = false;
    }
  }

  /**
   * Who may not write any more keeps the document as it was when they typed what the server doesn't take: in what others have made of it
   * since, its place may be gone.
   */
  async #write(changes: readonly Change[]): Promise<void> {
    const status = this.#options.provider.peek();
    const isHeldUp = !status.saved && !mayWrite(status);
    const all = [...this.#held, ...changes];
    await this.#writeNow(isHeldUp ? changes.filter(({ isOwn }) => isOwn) : all);
    this.#held = isHeldUp ? joined(all.filter(({ isOwn }) => !isOwn)) : [];
  }

  async #writeNow(changes: readonly Change[]): Promise<void> {
    const file = this.#file;
    if (!file) throw new DeviceError('broken');
    const status = this.#options.provider.peek();
    const entries = joined(changes).flatMap(({ update, isOwn }): Entry[] => {
      const news = file.newsOf(update);
      return news ? [{ update: news, isUnsaved: isOwn && !status.saved }] : [];
    });
    const facts = this.#factsNow(status);
    if (entries.length === 0 && (!status.synced || file.knows(facts))) return;
    try {
      this.#tell(entries, await file.append({ entries, facts, authors: this.#inheritance.authors }));
    } catch (error) {
      this.#tell(entries, []);
      throw error;
    }
    if (file.isCrowded && this.#tabs?.isFirst) await file.compact();
  }

  #tell(entries: readonly Entry[], ids: readonly number[]): void {
    const { sent } = this.#options.provider.peek();
    const updates = entries.map((entry, at) => ({ ...entry, id: ids[at] }));
    if (updates.length > 0) this.#tabs?.tell({ updates, isSent: sent, authors: this.#inheritance.authors });
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
    this.#inheritance.forgetHeard();
    this.#options.onChange();
  }
}

/** Where the server hasn't said, it takes what is typed. */
function mayWrite({ access }: ProviderStatus): boolean {
  return access === undefined || access === 'write';
}
