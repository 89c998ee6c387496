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

/** Most sessions of a document have the same key, its name, so remembering the last frame encodes each just once. */
let last: { readonly message: Message; readonly key: string; readonly frame: Frame } | undefined;

/** Hocuspocus: each update is confirmed by exactly one status, in any order; what is refused gets one that says so. */
export class HocuspocusDialect implements Dialect {
  readonly takesEchoForReceipt = false;
  readonly #key: string;

  /** @param key as the provider sent it; every answer bears it */
  constructor(key: string) {
    this.#key = key;
  }

  greet(level: AccessLevel): readonly Frame[] {
    return [this.frame({ kind: 'authenticated', scope: level === 'write' ? 'read-write' : 'readonly' })];
  }

  encode(message: Message): Frame | undefined {
    switch (message.kind) {
      case 'syncStep1':
      case 'syncStep2':
      case 'update':
      case 'awareness':
      case 'queryAwareness':
        if (last?.message !== message || last.key !== this.#key)
          last = { message, key: this.#key, frame: this.frame(message) };
        return last.frame;
      default:
        return undefined;
    }
  }

  confirm({ settled }: Receipt): readonly Frame[] {
    return Array.from({ length: settled }, () => this.frame({ kind: 'status', isApplied: true }));
  }

  refuse(): readonly Frame[] {
    return [this.frame({ kind: 'status', isApplied: false })];
  }

  intercept(message: Message): readonly Frame[] | undefined {
    return message.kind === 'syncStatus' ? [] : undefined;
  }

  /** A denial stops the provider for this document; after a close it stays, not synchronised, until the socket is new. */
  farewell({ code, reason }: CloseReason): readonly Frame[] {
    const kind = code === closeReasons.malformed ? 'close' : 'denied';
    return [this.frame({ kind, reason })];
  }

  frame(message: HocuspocusMessage): Frame {
    return encodeHocuspocus(this.#key, message);
  }
}
