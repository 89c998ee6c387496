import {
  type AccessLevel,
  type CloseReason,
  closeReasons,
  encodeHocuspocus,
  type Frame,
  type HocuspocusMessage,
  type Message,
} from '../protocol/index.ts';
import type { Receipt } from '../room/roomMember.ts';
import type { Dialect } from './dialect.ts';
import { Greeting } from './greeting.ts';

type SharedMessage = Message & HocuspocusMessage;

/** Most sessions of a document have the same key, its name, so remembering a message's last frame encodes each just once. */
const frames = new WeakMap<Message, { readonly key: string; readonly frame: Frame }>();

export interface HocuspocusDialectOptions {
  /** As the provider sent it; every answer bears it. */
  readonly key: string;
  /** Whether the provider announced a version: those before 4 do not, and some of them fail on what they do not know. */
  readonly isVersioned: boolean;
}

/**
 * Hocuspocus. A provider counts what is not saved: up with each update, down with each status that says so. When it greets, and
 * when it is told to synchronise again, it starts from 1, for its answer to a question of the server. So
 *
 * 1. each update is confirmed by exactly one status; what is refused gets one that says so;
 * 2. each greeting is met by a question, and confirmed by one status, when the answer is on disk. What the provider sent before a
 *    greeting, and what it answers to a question of which it does not know, is confirmed by none;
 * 3. neither is what it wrote without a network, which it sends behind the greeting but has counted before.
 *
 * Version 2 counts on below 0 when it is told too often, and would then call later edits saved before they are.
 */
export class HocuspocusDialect implements Dialect {
  readonly takesEchoForReceipt = false;
  readonly #options: HocuspocusDialectOptions;
  #isAskExpected = false;
  /** Questions that the provider has not answered yet. */
  #asked = 0;
  /** What the provider greeted with, as long as its answer is still to come. */
  #greeting: Greeting | undefined;
  /** Updates that are neither on disk nor refused, and of how many the provider must not be told. */
  #pending = 0;
  #silent = 0;
  /** Whether the update that came last is one of these. */
  #isLastSilent = false;

  constructor(options: HocuspocusDialectOptions) {
    this.#options = options;
  }

  get isAskExpected(): boolean {
    return this.#isAskExpected;
  }

  greet(level: AccessLevel): readonly Frame[] {
    return [this.#frame({ kind: 'authenticated', scope: level === 'write' ? 'read-write' : 'readonly' })];
  }

  encode(message: Message): Frame | undefined {
    switch (message.kind) {
      case 'syncStep1':
        this.#asked += 1;
        return this.#shared(message);
      case 'syncStep2':
      case 'update':
      case 'awareness':
      case 'queryAwareness':
        return this.#shared(message);
      default:
        return undefined;
    }
  }

  confirm({ settled }: Receipt): readonly Frame[] {
    const silent = Math.min(settled, this.#silent);
    this.#pending -= settled;
    this.#silent -= silent;
    return Array.from({ length: settled - silent }, () => this.#frame({ kind: 'status', isApplied: true }));
  }

  refuse(): readonly Frame[] {
    this.#pending -= 1;
    if (this.#isLastSilent) this.#silent -= 1;
    return [this.#frame({ kind: 'status', isApplied: false })];
  }

  intercept(message: Message): readonly Frame[] | undefined {
    this.#isAskExpected = false;
    switch (message.kind) {
      case 'syncStep1':
        this.#greeted(message.vector);
        return undefined;
      case 'syncStep2':
        this.#asked = Math.max(0, this.#asked - 1);
        this.#count(this.#greeting === undefined);
        this.#greeting = undefined;
        return undefined;
      case 'update':
        this.#count(this.#wasCountedBefore(message.update));
        return undefined;
      default:
        return undefined;
    }
  }

  /** A denial stops the provider for this document; after a close it stays, not synchronised, until the socket is new. */
  farewell({ code, reason }: CloseReason): readonly Frame[] {
    const kind = code === closeReasons.malformed && this.#options.isVersioned ? 'close' : 'denied';
    return [this.#frame({ kind, reason })];
  }

  #greeted(vector: Uint8Array): void {
    this.#silent = this.#pending;
    this.#greeting = new Greeting(vector);
    this.#isAskExpected = this.#asked === 0;
  }

  /**
   * Where it can't be known, it is taken for counted before: who deleted in the moment between greeting and answer is told too little,
   * until the next greeting, and never that something is saved which is not.
   */
  #wasCountedBefore(update: Uint8Array): boolean {
    return this.#greeting !== undefined && this.#greeting.holds(update) !== false;
  }

  #count(isSilent: boolean): void {
    this.#pending += 1;
    if (isSilent) this.#silent += 1;
    this.#isLastSilent = isSilent;
  }

  #shared(message: SharedMessage): Frame {
    const { key } = this.#options;
    const kept = frames.get(message);
    if (kept?.key === key) return kept.frame;
    const frame = this.#frame(message);
    frames.set(message, { key, frame });
    return frame;
  }

  #frame(message: HocuspocusMessage): Frame {
    return encodeHocuspocus(this.#options.key, message);
  }
}
