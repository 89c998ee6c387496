import {
  encodeHocuspocus,
  encodeMessage,
  type SyncMessage,
  scriptoriumSubprotocol,
} from '@scriptorium/server/protocol';
import { decodeHocuspocusAnswer } from '../../server/protocol/hocuspocusAnswer.fixture.ts';
import { decodeMessages } from '../../server/protocol/message.ts';

/** Something about a document that any family can send. */
export type Payload =
  | SyncMessage
  | { readonly kind: 'awareness'; readonly update: Uint8Array }
  | { readonly kind: 'queryAwareness' };

/** What a server's frame means to whoever looks whether an attack came through. */
export type Sign = 'receipt' | 'end' | 'alive' | 'other';

/** How a family of clients puts things, for somebody who means harm. */
export interface HostileDialect {
  readonly name: string;
  /** Where to connect for a document. */
  readonly pathOf: (document: string) => string;
  readonly subprotocol?: string;
  /** What is sent first. */
  readonly greeting: (document: string) => readonly Uint8Array[];
  readonly frame: (document: string, payload: Payload) => Uint8Array;
  /** Asks for a sign of life that comes after all that was sent before was handled. */
  readonly probe: (document: string) => Uint8Array;
  readonly read: (frame: Uint8Array) => Sign;
  /** Frames of its own, to be spoiled. */
  readonly extras: (document: string) => readonly Uint8Array[];
}

const emptyVector = Uint8Array.of(0);

function readPlain(frame: Uint8Array): Sign {
  const [message] = decodeMessages(frame);
  switch (message?.kind) {
    case 'update':
    case 'saved':
    case 'syncStatus':
      return 'receipt';
    case 'syncStep2':
      return 'alive';
    default:
      return 'other';
  }
}

const plain: HostileDialect = {
  name: 'y-websocket',
  pathOf: encodeURIComponent,
  greeting: () => [],
  frame: (_, payload) => encodeMessage(payload),
  probe: () => encodeMessage({ kind: 'syncStep1', vector: emptyVector }),
  read: readPlain,
  extras: () => [encodeMessage({ kind: 'auth', reason: 'no' }), Uint8Array.of(5), Uint8Array.of(102, 1, 0)],
};

const sweet: HostileDialect = {
  ...plain,
  name: 'y-sweet',
  pathOf: (document) => `d/${encodeURIComponent(document)}/ws/${encodeURIComponent(document)}`,
  extras: () => [encodeMessage({ kind: 'syncStatus', payload: Uint8Array.of(0xac, 2) })],
};

const scriptorium: HostileDialect = {
  ...plain,
  name: 'scriptorium.v1',
  subprotocol: scriptoriumSubprotocol,
  extras: () => [
    encodeMessage({ kind: 'saved', count: 3 }),
    encodeMessage({ kind: 'access', level: 'write' }),
    encodeMessage({ kind: 'closing', advice: { when: 'later', delayMs: 300 }, reason: 'no' }),
    encodeMessage({ kind: 'saving', isBehind: true }),
  ],
};

function readHocuspocus(frame: Uint8Array): Sign {
  if (frame.length === 1) return frame[0] === 10 ? 'alive' : 'other';
  switch (decodeHocuspocusAnswer(frame)?.message.kind) {
    case 'status':
      return 'receipt';
    case 'close':
    case 'denied':
      return 'end';
    default:
      return 'other';
  }
}

const hocuspocus: HostileDialect = {
  name: 'Hocuspocus',
  pathOf: () => 'hocuspocus',
  greeting: (document) => [
    encodeHocuspocus(document, { kind: 'token', token: '', version: '4.8.0' }),
    encodeHocuspocus(document, { kind: 'syncStep1', vector: emptyVector }),
  ],
  frame: encodeHocuspocus,
  probe: () => Uint8Array.of(9),
  read: readHocuspocus,
  extras: (document) => [
    encodeHocuspocus(document, { kind: 'token', token: 'tok', version: '4.8.0' }),
    encodeHocuspocus(`${document}\0abc`, { kind: 'token', token: 'tok', version: undefined }),
    encodeHocuspocus(document, { kind: 'stateless', payload: 'x' }),
    encodeHocuspocus(document, { kind: 'detach' }),
    encodeHocuspocus(document, { kind: 'unknown', type: 6 }),
    encodeHocuspocus(document, { kind: 'status', isApplied: true }),
  ],
};

export const hostileDialects: readonly HostileDialect[] = [plain, scriptorium, sweet, hocuspocus];
