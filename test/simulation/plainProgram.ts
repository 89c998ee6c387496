import { applyAwarenessUpdate, encodeAwarenessUpdate, removeAwarenessStates } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { awarenessFrame, type Heard, readFrame, syncFrame } from './frames.ts';
import type { Ending } from './link.ts';
import type { Family, Program, Surroundings } from './program.ts';
import type { PresenceChange } from './replica.ts';

const backoffMsMax = 2500;

/** y-websocket 3.1: sends what is typed at once, asked or not, and sends every remote presence change back. */
export const plainFamily: Family = {
  name: 'plain',
  urlOf: (document) => `/${encodeURIComponent(document)}`,
  subprotocol: undefined,
  staysAway: true,
  start: (surroundings) => new PlainProgram(surroundings),
};

export class PlainProgram implements Program {
  readonly silenceMsMax = 30_000;
  readonly unsaved = undefined;
  isSynced = false;
  readonly #around: Surroundings;
  #isConnected = false;
  #failures = 0;

  constructor(surroundings: Surroundings) {
    this.#around = surroundings;
  }

  opened(): void {
    const { replica } = this.#around;
    this.#isConnected = true;
    this.ask();
    if (replica.awareness.getLocalState() !== null) this.#sendPresence([replica.doc.clientID]);
  }

  ask(): void {
    const { replica, send } = this.#around;
    this.isSynced = false;
    send(syncFrame('step1', Y.encodeStateVector(replica.doc)));
  }

  heard(frame: Uint8Array): void {
    this.take(readFrame(frame));
  }

  take(heard: Heard): void {
    const { replica, send } = this.#around;
    switch (heard.kind) {
      case 'step1':
        send(syncFrame('step2', Y.encodeStateAsUpdate(replica.doc, heard.body)));
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
        this.#sendPresence([...replica.awareness.getStates().keys()]);
        break;
      case 'other':
        throw new Error(`The plain protocol has no message of type ${heard.type}.`);
    }
  }

  lost(ending: Ending | undefined): number | undefined {
    const { awareness } = this.#around.replica;
    this.#isConnected = false;
    this.isSynced = false;
    const others = [...awareness.getStates().keys()].filter((id) => id !== awareness.clientID);
    removeAwarenessStates(awareness, others, 'server');
    this.#failures += 1;
    if (ending !== undefined && ending.code >= 4400 && ending.code < 4500) return undefined;
    return Math.min(2 ** this.#failures * 100, backoffMsMax);
  }

  made(update: Uint8Array): void {
    if (this.#isConnected) this.#around.send(syncFrame('update', update));
  }

  presenceChanged({ added, updated, removed }: PresenceChange): void {
    if (this.#isConnected) this.#sendPresence([...added, ...updated, ...removed]);
  }

  leaving(): void {
    if (this.#isConnected) this.#sendPresence([this.#around.replica.doc.clientID], new Map());
  }

  #sendPresence(ids: number[], states = this.#around.replica.awareness.getStates()): void {
    this.#around.send(awarenessFrame(encodeAwarenessUpdate(this.#around.replica.awareness, ids, states)));
  }
}
