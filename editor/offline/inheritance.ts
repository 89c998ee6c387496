import * as Y from 'yjs';
import { ownClients, takeOver, watched } from '../collab/authorship.ts';
import type { bind } from '../collab/bind.ts';
import { recover } from '../collab/recovery.ts';
import { authorsOf, type KeptCopy, unsavedOf } from './deviceStore.ts';
import { Legacy } from './legacy.ts';
import type { Receipts } from './receipts.ts';
import type { Place } from './records.ts';
import { Succession } from './succession.ts';

export interface InheritanceOptions {
  readonly doc: Y.Doc;
  readonly receipts: Receipts;
  readonly locks: LockManager | undefined;
  readonly mayWrite: () => boolean;
  readonly loadBind: () => Promise<typeof bind>;
  onChange(): void;
  /** Puts into the document what is in the storage, and the server may lack. */
  bring(update: Uint8Array): void;
  /** Puts into it what is in the storage in part at most. */
  putBack(update: Uint8Array): void;
}

/** So much of what the server says is gathered, in updates. */
const heardMax = 1024;

/**
 * What sessions that have ended typed in a document, and what this one owes them: it counts as its own, comes in when that does no
 * harm, and what others have deleted of it without knowing of it is put back, by the editor or where there is none.
 */
export class Inheritance {
  readonly #options: InheritanceOptions;
  #succession: Succession | undefined;
  #legacy: Legacy | undefined;
  /** The records that it is of. */
  #left: readonly number[] = [];
  /** The clients that this session types by: one more where it has put something back without an editor. */
  #authors: readonly number[];
  #bind: typeof bind | undefined;
  /**
   * What the server has said while it wasn't known what is kept, or that waits for another session's end; undefined where some is
   * missing, or it isn't needed.
   */
  #heard: readonly Uint8Array[] | undefined = [];

  constructor(options: InheritanceOptions) {
    this.#options = options;
    this.#authors = [options.doc.clientID];
  }

  get authors(): readonly number[] {
    return this.#authors;
  }

  get isHeir(): boolean {
    return ownClients(this.#options.doc).size > 1;
  }

  /** Before anything is read. */
  join(place: Place): void {
    const { doc, locks, onChange } = this.#options;
    const onInherit = (client: number): void => {
      takeOver(doc, [client]);
      this.enter();
      onChange();
    };
    this.#succession ??= new Succession({ place, locks, client: doc.clientID, onInherit });
  }

  /** Stands in for these sessions as soon as they have ended. */
  async claim(authors: readonly number[]): Promise<void> {
    await this.#succession?.claim(authors);
  }

  /** Is ready for what was kept. Without a network that may fail, and then there is nothing to put back yet. */
  async prepare(copy: KeptCopy): Promise<void> {
    const { doc, loadBind } = this.#options;
    const authors = authorsOf(copy);
    await this.claim(authors);
    if (authors.length === 0) return;
    this.#bind = await loadBind().catch((error: unknown) => {
      if (doc.store.clients.size > 0) throw error;
      return undefined;
    });
  }

  /** What the server says, before it comes in. */
  hear(update: Uint8Array): void {
    const { doc, receipts } = this.#options;
    this.#heard = this.#heard && this.#heard.length < heardMax ? [...this.#heard, update] : undefined;
    if (!receipts.isEmpty && !watched.has(doc)) this.#standGuard(update);
  }

  /** What the server says need not be gathered any more. */
  forgetHeard(): void {
    this.#heard = undefined;
  }

  /** What the server has is in the document. */
  open(copy: KeptCopy | undefined): void {
    const unsaved = copy ? unsavedOf(copy) : [];
    if (!copy || unsaved.length === 0 || !this.#succession) {
      this.forgetHeard();
      return;
    }
    const { bring, mayWrite } = this.#options;
    this.#left = unsaved.map(({ id }) => id);
    this.#legacy = new Legacy({
      ...{ bring, mayWrite, open: this.#bind, succession: this.#succession, now: () => this.#now() },
      kept: Y.mergeUpdates(copy.updates.map(({ update }) => update)),
      unsaved: Y.mergeUpdates(unsaved.map(({ update }) => update)),
      authors: authorsOf(copy),
      putBack: (update, author) => this.#putBack(update, author),
    });
    this.enter();
  }

  /** What was left comes in as far as it can now. */
  enter(): void {
    if (this.#legacy?.enter()) {
      this.#options.receipts.add(this.#left);
      this.forgetHeard();
    }
    if (this.#legacy?.isDone) this.#legacy = undefined;
  }

  leave(): void {
    this.#succession?.leave();
  }

  /** What the server says is about to come in, and there is no editor that would put back what is lost by that. */
  #standGuard(now: Uint8Array): void {
    const { doc, mayWrite } = this.#options;
    const open = this.#bind;
    if (!open || !this.isHeir || !mayWrite()) return;
    const authors = [...ownClients(doc)];
    const recovered = recover({ kept: Y.encodeStateAsUpdate(doc), authors, open, now });
    if (recovered) queueMicrotask(() => this.#putBack(recovered.update, recovered.author));
  }

  /** In the server's words, as far as they were gathered: in the document's, what somebody deleted can't be told from what followed of it. */
  #now(): Uint8Array | undefined {
    if (this.#heard?.length === 0) return undefined;
    return this.#heard ? Y.mergeUpdates([...this.#heard]) : Y.encodeStateAsUpdate(this.#options.doc);
  }

  /** It is typed by a client of this session, that nobody else knows. */
  #putBack(update: Uint8Array, author: number): void {
    const { doc, putBack } = this.#options;
    this.#authors = [...this.#authors, author];
    void this.claim([author]);
    takeOver(doc, [author]);
    putBack(update);
  }
}
