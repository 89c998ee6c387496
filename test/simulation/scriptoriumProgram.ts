import * as decoding from 'lib0/decoding';
import { applyAwarenessUpdate, encodeAwarenessUpdate, removeAwarenessStates } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { backoffMs } from '../../editor/collab/backoff.ts';
import { SavedCount } from '../../editor/collab/savedCount.ts';
import { unreachable } from '../../server/protocol/index.ts';
import type { Moment } from './durableIndex.ts';
import { awarenessFrame, type Heard, readFrame, syncFrame } from './frames.ts';
import { type Ids, idsOf, unite } from './ids.ts';
import type { Ending } from './link.ts';
import type { Family, Program, Surroundings } from './program.ts';
import type { PresenceChange } from './replica.ts';

/** The types of `scriptorium.v1`: saved, access, closing, saving. */
const types = { saved: 64, access: 65, closing: 66, saving: 67 } as const;

/** This project's own provider, with the provider's own counting. */
export const scriptoriumFamily: Family = {
  name: 'scriptorium.v1',
  urlOf: (document) => `/${encodeURIComponent(document)}`,
  subprotocol: 'scriptorium.v1',
  staysAway: true,
  start: (surroundings) => new ScriptoriumProgram(surroundings),
};

class ScriptoriumProgram implements Program {
  readonly silenceMsMax = 45_000;
  isSynced = false;
  readonly #around: Surroundings;
  readonly #counts = new SavedCount();
  /** What was made and not shown as saved. */
  #open: readonly Ids[] = [];
  /** What each update of this connection held, those left out that are saved. */
  #sent: readonly Ids[] = [];
  #saved = 0;
  #isConnected = false;
  #failures = 0;

  constructor(surroundings: Surroundings) {
    this.#around = surroundings;
  }

  get unsaved(): string | undefined {
    return this.#counts.unsaved === 0 ? undefined : `${this.#counts.unsaved} updates`;
  }

  opened(): void {
    const { replica, send } = this.#around;
    this.#isConnected = true;
    send(syncFrame('step1', Y.encodeStateVector(replica.doc)));
    replica.awareness.setLocalState(replica.awareness.getLocalState());
  }

  heard(frame: Uint8Array, sentAt: Moment): void {
    const heard = readFrame(frame);
    if (heard.kind === 'other') this.#takeOther(heard, sentAt);
    else this.#take(heard);
  }

  lost(ending: Ending | undefined): number | undefined {
    const { awareness } = this.#around.replica;
    this.#isConnected = false;
    this.isSynced = false;
    this.#counts.lose();
    this.#sent = [];
    this.#saved = 0;
    const others = [...awareness.getStates().keys()].filter((id) => id !== awareness.clientID);
    removeAwarenessStates(awareness, others, 'server');
    if (ending !== undefined && ending.code >= 4400 && ending.code < 4500) return undefined;
    this.#failures += 1;
    return backoffMs(this.#failures, this.#around.chance.next());
  }

  made(update: Uint8Array, ids: Ids): void {
    this.#open = [...this.#open, ids];
    if (!this.#counts.isAnswered) {
      this.#counts.keep();
      return;
    }
    this.#counts.send();
    this.#sendUpdate('update', update);
  }

  presenceChanged({ added, updated, removed }: PresenceChange): void {
    const { clientID } = this.#around.replica.awareness;
    if ([...added, ...updated, ...removed].includes(clientID)) this.#sendPresence(false);
  }

  leaving(): void {
    this.#sendPresence(true);
  }

  #take(heard: Exclude<Heard, { kind: 'other' }>): void {
    const { replica } = this.#around;
    switch (heard.kind) {
      case 'step1':
        this.#sendUpdate('step2', Y.encodeStateAsUpdate(replica.doc, heard.body));
        this.#counts.answer();
        break;
      case 'step2':
        Y.applyUpdate(replica.doc, heard.body, 'server');
        this.isSynced = true;
        this.#failures = 0;
        break;
      case 'update':
        Y.applyUpdate(replica.doc, heard.body, 'server');
        break;
      case 'awareness':
        applyAwarenessUpdate(replica.awareness, heard.body, 'server');
        break;
      case 'queryAwareness':
        this.#sendPresence(false);
        break;
      default:
        unreachable(heard);
    }
  }

  #takeOther({ type, decoder }: Extract<Heard, { kind: 'other' }>, sentAt: Moment): void {
    if (type === types.saved) this.#save(decoding.readVarUint(decoder), sentAt);
    else if (type !== types.access && type !== types.closing && type !== types.saving)
      throw new Error(`scriptorium.v1 has no message of type ${type}.`);
  }

  /** `count` is about updates of this connection; nothing being unsaved is about all that was ever typed here. */
  #save(count: number, sentAt: Moment): void {
    const wasUnsaved = this.#counts.unsaved;
    this.#counts.save(count);
    const saved = this.#sent.slice(0, count - this.#saved);
    this.#sent = this.#sent.slice(saved.length);
    this.#saved += saved.length;
    this.#around.told(unite(saved), sentAt);
    if (this.#counts.unsaved > 0 || wasUnsaved === 0) return;
    this.#around.told(unite(this.#open), sentAt);
    this.#open = [];
  }

  #sendUpdate(kind: 'step2' | 'update', update: Uint8Array): void {
    this.#sent = [...this.#sent, idsOf(update)];
    this.#around.send(syncFrame(kind, update));
  }

  #sendPresence(isLeaving: boolean): void {
    const { awareness } = this.#around.replica;
    if (!this.#isConnected || !awareness.meta.has(awareness.clientID)) return;
    const states = isLeaving ? new Map() : awareness.getStates();
    this.#around.send(awarenessFrame(encodeAwarenessUpdate(awareness, [awareness.clientID], states)));
  }
}
