import { Awareness, removeAwarenessStates } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { type Dice, editRandomly, rootTypes } from '../../server/document/randomEdits.fixture.ts';

/** Where a change of a doc comes from, unless its person made it. */
export type Origin = 'server' | 'store';

export interface PresenceChange {
  readonly added: readonly number[];
  readonly updated: readonly number[];
  readonly removed: readonly number[];
}

export interface ReplicaOptions {
  readonly clientId: number;
  readonly nowMs: () => number;
  /** What an offline store kept; undefined for a fresh page. */
  readonly kept: Uint8Array | undefined;
  /** An update that this replica made: by its person, by undo, or by Yjs itself, which cleans up formats after remote changes. */
  readonly onMade: (update: Uint8Array) => void;
  /** @param isOwn whether it is not what the server said */
  readonly onPresence: (change: PresenceChange, isOwn: boolean) => void;
}

/** Somebody whose presence was not renewed for so long is gone, and one renews it after half of that (y-protocols). */
const outdatedMs = 30_000;
const editOrigin = 'user';

/** What a page holds of a document: a doc, presence, and undo. Its timers are its page's, in virtual time. */
export class Replica {
  readonly doc: Y.Doc;
  readonly awareness: Awareness;
  readonly #undo: Y.UndoManager;
  /** When each presence was last heard of. */
  readonly #heardMs = new Map<number, number>();
  readonly #nowMs: () => number;

  constructor({ clientId, nowMs, kept, onMade, onPresence }: ReplicaOptions) {
    this.#nowMs = nowMs;
    this.doc = new Y.Doc({ guid: `doc ${clientId}` });
    this.doc.clientID = clientId;
    this.doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== 'server' && origin !== 'store') onMade(update);
    });
    const types = rootTypes(this.doc);
    if (kept !== undefined) Y.applyUpdate(this.doc, kept, 'store' satisfies Origin);
    this.#undo = new Y.UndoManager(types, { trackedOrigins: new Set([editOrigin]), captureTimeout: 0 });
    this.awareness = new Awareness(this.doc);
    clearInterval((this.awareness as unknown as { _checkInterval: NodeJS.Timeout })._checkInterval);
    this.awareness.on('update', (change: PresenceChange, origin: unknown) => {
      for (const id of [...change.added, ...change.updated]) this.#heardMs.set(id, nowMs());
      onPresence(change, origin !== 'server');
    });
  }

  edit(dice: Dice): void {
    editRandomly(this.doc, dice);
  }

  undo(): void {
    if (this.#undo.canUndo()) this.#undo.undo();
  }

  redo(): void {
    if (this.#undo.canRedo()) this.#undo.redo();
  }

  /** To be called every few seconds, as y-protocols does by itself with a timer of its own. */
  watchPresence(): void {
    const nowMs = this.#nowMs();
    const { awareness } = this;
    const heardMs = (id: number): number => this.#heardMs.get(id) ?? 0;
    const state = awareness.getLocalState();
    if (state !== null && nowMs - heardMs(awareness.clientID) >= outdatedMs / 2)
      awareness.setLocalState(state);
    const outdated = [...awareness.getStates().keys()].filter(
      (id) => id !== awareness.clientID && nowMs - heardMs(id) >= outdatedMs,
    );
    if (outdated.length > 0) removeAwarenessStates(awareness, outdated, 'timeout');
  }

  /** Whether updates wait in it for others that are missing. */
  get isWaiting(): boolean {
    const { pendingStructs, pendingDs } = this.doc.store;
    return pendingStructs !== null || pendingDs !== null;
  }

  destroy(): void {
    this.doc.destroy();
  }
}
