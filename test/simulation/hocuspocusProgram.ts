import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { applyAwarenessUpdate, encodeAwarenessUpdate, removeAwarenessStates } from 'y-protocols/awareness';
import * as Y from 'yjs';
import type { Moment } from './durableIndex.ts';
import { awarenessFrame, type Heard, readFrame, syncFrame } from './frames.ts';
import { type Ids, unite } from './ids.ts';
import type { Family, Program, Surroundings } from './program.ts';
import type { PresenceChange } from './replica.ts';

/** @hocuspocus/provider 4.8 with one document on its socket. */
export const hocuspocusFamily: Family = {
  name: 'hocuspocus',
  urlOf: () => '/hocuspocus',
  subprotocol: undefined,
  staysAway: false,
  start: (surroundings) => new HocuspocusProgram(surroundings),
};

const types = { auth: 2, close: 7, status: 8 } as const;
const authTypes = { token: 0, denied: 1 } as const;
const ping = 9;
const pong = Uint8Array.of(10);
const version = '4.8.0';
const delayMsMin = 1000;
const delayMsMax = 30_000;

/**
 * It counts what is not saved: from 1 when it greets, up with each update, down with each status. What it wants to send without a
 * network waits until it hears something over the next connection, and is counted no more by then: the server tells it from what is
 * typed later by its clocks. Deletions have none, so that who deletes between greeting and answer is told too little, until it greets again.
 */
class HocuspocusProgram implements Program {
  readonly silenceMsMax = 30_000;
  isSynced = false;
  /** Why it was turned away in-band, if it was. */
  denied: string | undefined;
  readonly #around: Surroundings;
  #isConnected = false;
  #unsynced = 1;
  #failures = 0;
  #waiting: readonly Uint8Array[] = [];
  #hasAnswered = false;
  /** Whether the server could not tell that something over this connection is new. */
  #isToldTooLittle = false;
  #open: readonly Ids[] = [];

  constructor(surroundings: Surroundings) {
    this.#around = surroundings;
  }

  get unsaved(): string | undefined {
    return this.#unsynced === 0 || this.#isToldTooLittle ? undefined : `${this.#unsynced} changes`;
  }

  opened(): void {
    const { replica } = this.#around;
    this.#isConnected = true;
    this.#hasAnswered = false;
    this.#isToldTooLittle = false;
    this.#send(tokenBody());
    this.#unsynced = 1;
    this.#send(syncFrame('step1', Y.encodeStateVector(replica.doc)));
    if (replica.awareness.getLocalState() !== null) this.#sendPresence([replica.doc.clientID]);
  }

  heard(frame: Uint8Array, sentAt: Moment): void {
    this.#sendWaiting();
    if (frame.length === 1 && frame[0] === ping) {
      this.#around.send(pong);
      return;
    }
    const decoder = decoding.createDecoder(frame);
    const key = decoding.readVarString(decoder);
    if (key !== this.#around.document) throw new Error(`There is no document ${key} on this socket.`);
    this.#take(readFrame(decoding.readTailAsUint8Array(decoder)), sentAt);
  }

  lost(): number {
    this.#isConnected = false;
    this.#leaveOthers();
    this.#failures += 1;
    const longestMs = Math.min(delayMsMin * 2 ** (this.#failures - 1), delayMsMax);
    return longestMs * (0.5 + this.#around.chance.next() / 2);
  }

  made(update: Uint8Array, ids: Ids): void {
    this.#open = [...this.#open, ids];
    this.#unsynced += 1;
    if (this.#isConnected && !this.#hasAnswered && ids.inserted.length === 0) this.#isToldTooLittle = true;
    this.#send(syncFrame('update', update));
  }

  presenceChanged({ added, updated, removed }: PresenceChange, isOwn: boolean): void {
    if (isOwn && this.#isConnected) this.#sendPresence([...added, ...updated, ...removed]);
  }

  leaving(): void {
    if (this.#isConnected) this.#sendPresence([this.#around.replica.doc.clientID], new Map());
  }

  #take(heard: Heard, sentAt: Moment): void {
    const { replica } = this.#around;
    this.#failures = 0;
    switch (heard.kind) {
      case 'step1':
        this.#send(syncFrame('step2', Y.encodeStateAsUpdate(replica.doc, heard.body)));
        this.#hasAnswered = true;
        break;
      case 'step2':
        Y.applyUpdate(replica.doc, heard.body, 'server');
        this.isSynced = true;
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
        this.#takeOther(heard, sentAt);
        break;
    }
  }

  #takeOther({ type, decoder }: Extract<Heard, { kind: 'other' }>, sentAt: Moment): void {
    switch (type) {
      case types.auth:
        if (decoding.readVarUint(decoder) === authTypes.denied) this.denied = decoding.readVarString(decoder);
        break;
      case types.status:
        if (decoding.readVarInt(decoder) === 1) this.#countDown(sentAt);
        break;
      case types.close:
        this.#leaveOthers();
        break;
      default:
        throw new Error(`Hocuspocus has no message of type ${type} for clients.`);
    }
  }

  #countDown(sentAt: Moment): void {
    if (this.#unsynced === 0) return;
    this.#unsynced -= 1;
    if (this.#unsynced > 0) return;
    this.#around.told(unite(this.#open), sentAt);
    this.#open = [];
  }

  #leaveOthers(): void {
    const { awareness } = this.#around.replica;
    this.isSynced = false;
    const others = [...awareness.getStates().keys()].filter((id) => id !== awareness.clientID);
    removeAwarenessStates(awareness, others, 'server');
  }

  #sendWaiting(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const frame of waiting) this.#around.send(frame);
  }

  #send(body: Uint8Array): void {
    const encoder = encoding.createEncoder();
    encoding.writeVarString(encoder, this.#around.document);
    encoding.writeUint8Array(encoder, body);
    const frame = encoding.toUint8Array(encoder);
    if (this.#isConnected) this.#around.send(frame);
    else this.#waiting = [...this.#waiting, frame];
  }

  #sendPresence(ids: number[], states = this.#around.replica.awareness.getStates()): void {
    this.#send(awarenessFrame(encodeAwarenessUpdate(this.#around.replica.awareness, ids, states)));
  }
}

function tokenBody(): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, types.auth);
  encoding.writeVarUint(encoder, authTypes.token);
  encoding.writeVarString(encoder, '');
  encoding.writeVarString(encoder, version);
  return encoding.toUint8Array(encoder);
}
