import * as Y from 'yjs';
import type { Dialect } from './dialect.ts';
import { frameOf, RawSocket } from './rawSocket.ts';

/** People of a room are known to Yjs by this number plus their place in the room. */
const firstClientId = 1_000_000;

/** What the people of a room have in common. */
export interface RoomPlan {
  readonly room: string;
  readonly port: number;
  readonly dialect: Dialect;
  /** What each typist will type, by place in the room: one update for each character. */
  readonly typed: readonly (readonly Uint8Array[])[];
  /** When each of them was sent, in milliseconds of `performance.now()`; filled in while it runs. */
  readonly sentAtMs: readonly Float64Array[];
  /** Called for each edit of somebody else that reached somebody. */
  readonly onArrival: (latencyMs: number) => void;
}

/** @returns the updates of somebody who types one character after the other into a text of the room. */
export function typeUpdates(place: number, count: number): readonly Uint8Array[] {
  const doc = new Y.Doc();
  doc.clientID = firstClientId + place;
  const updates: Uint8Array[] = [];
  doc.on('update', (update) => updates.push(update));
  const text = doc.getText('text');
  for (let at = 0; at < count; at += 1) text.insert(at, 'etaoin shrdlu'.charAt(at % 13));
  return updates;
}

/** One simulated person: a socket that decodes what comes, and counts each edit of others once. */
export class Person {
  readonly #plan: RoomPlan;
  readonly #place: number;
  /** How many edits of each place have arrived, without a gap. */
  readonly #arrived: Int32Array;
  readonly #frames: readonly Buffer[];
  #sent = 0;
  #socket: RawSocket | undefined;
  #onAnswer: () => void = () => undefined;
  #onLost: (reason: Error) => void = () => undefined;

  constructor(plan: RoomPlan, place: number) {
    this.#plan = plan;
    this.#place = place;
    this.#arrived = new Int32Array(plan.typed.length);
    const typed = plan.typed[place] ?? [];
    this.#frames = typed.map((update) => frameOf(plan.dialect.update(plan.room, update)));
  }

  /** Resolves when the server has answered the first question. @throws when it ends the connection instead. */
  async connect(): Promise<void> {
    const { port, dialect, room } = this.#plan;
    const answered = new Promise<void>((resolve, reject) => {
      this.#onAnswer = resolve;
      this.#onLost = reject;
    });
    this.#socket = await RawSocket.connect({
      port,
      path: dialect.path(room),
      onMessage: (message) => this.#receive(message),
      onClose: () => this.#onLost(new Error('The server ended a connection.')),
    });
    for (const message of dialect.hello(room)) this.#socket.send(frameOf(message));
    await answered;
  }

  get hasMoreToType(): boolean {
    return this.#sent < this.#frames.length;
  }

  typeNext(): void {
    const frame = this.#frames[this.#sent];
    const sentAtMs = this.#plan.sentAtMs[this.#place];
    if (frame === undefined || sentAtMs === undefined) return;
    sentAtMs[this.#sent] = performance.now();
    this.#sent += 1;
    this.#socket?.send(frame);
  }

  /** Whether each edit of everybody else has arrived. */
  get hasEverything(): boolean {
    return this.#plan.typed.every(
      (updates, place) => place === this.#place || (this.#arrived[place] ?? 0) >= updates.length,
    );
  }

  close(): void {
    this.#socket?.close();
  }

  #receive(message: Uint8Array): void {
    const incoming = this.#plan.dialect.read(message);
    if (incoming.kind === 'question') this.#answer();
    if (incoming.kind === 'answer' || incoming.kind === 'update') this.#count(incoming.update);
    if (incoming.kind === 'answer') this.#onAnswer();
  }

  /** With what was typed so far, which is nothing at the beginning. */
  #answer(): void {
    const { typed, dialect, room } = this.#plan;
    const update = Y.mergeUpdates([
      new Uint8Array([0, 0]),
      ...(typed[this.#place]?.slice(0, this.#sent) ?? []),
    ]);
    this.#socket?.send(frameOf(dialect.answer(room, update)));
  }

  #count(update: Uint8Array): void {
    const nowMs = performance.now();
    for (const { id, length } of Y.decodeUpdate(update).structs) {
      const place = id.client - firstClientId;
      if (place === this.#place) continue;
      const before = this.#arrived[place] ?? 0;
      // What comes out of order would be a gap: it does not count, and the run then ends incomplete.
      if (id.clock > before) continue;
      const after = Math.max(before, id.clock + length);
      this.#arrived[place] = after;
      for (let at = before; at < after; at += 1)
        this.#plan.onArrival(nowMs - (this.#plan.sentAtMs[place]?.[at] ?? nowMs));
    }
  }
}

/** Whether somebody who comes only now is given everything: read with Yjs itself. */
export async function newcomerHasEverything(plan: RoomPlan): Promise<boolean> {
  const doc = new Y.Doc();
  const { promise, resolve, reject } = deferred();
  const socket = await RawSocket.connect({
    port: plan.port,
    path: plan.dialect.path(plan.room),
    onMessage: (message) => {
      const incoming = plan.dialect.read(message);
      if (incoming.kind === 'answer' || incoming.kind === 'update') Y.applyUpdate(doc, incoming.update);
      if (incoming.kind === 'answer') resolve();
    },
    onClose: () => reject(new Error('The server ended the connection of the newcomer.')),
  });
  for (const message of plan.dialect.hello(plan.room)) socket.send(frameOf(message));
  await promise;
  socket.close();
  const expected = plan.typed.reduce((sum, updates) => sum + updates.length, 0);
  return doc.getText('text').length === expected;
}

function deferred(): { promise: Promise<void>; resolve: () => void; reject: (reason: Error) => void } {
  let resolve: () => void = () => undefined;
  let reject: (reason: Error) => void = () => undefined;
  const promise = new Promise<void>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return { promise, resolve, reject };
}
