import { createDecoder, type Decoder, hasContent, readVarUint, readVarUint8Array } from 'lib0/decoding';
import {
  createEncoder,
  type Encoder,
  toUint8Array,
  writeVarString,
  writeVarUint,
  writeVarUint8Array,
} from 'lib0/encoding';

export type DialectName = 'plain' | 'hocuspocus' | 'relay';

/** What a server's message is to a client that only counts. A question is SyncStep1, an answer SyncStep2. */
export type Incoming =
  | { readonly kind: 'other' }
  | { readonly kind: 'question'; readonly vector: Uint8Array }
  | { readonly kind: 'answer' | 'update' | 'presence'; readonly update: Uint8Array };

/** How one family of servers is talked to about one room. */
export interface Dialect {
  /** Whether a client's question is answered. A relay knows nothing, so that whoever is connected has all there is. */
  readonly answersQuestions: boolean;
  readonly path: (room: string) => string;
  /** The messages with which a client begins that has what this vector says. */
  readonly hello: (room: string, vector: Uint8Array) => readonly Uint8Array[];
  readonly update: (room: string, update: Uint8Array) => Uint8Array;
  readonly answer: (room: string, update: Uint8Array) => Uint8Array;
  readonly presence: (room: string, update: Uint8Array) => Uint8Array;
  readonly read: (message: Uint8Array) => Incoming;
}

const sync = 0;
const awareness = 1;
const hocuspocusAuth = 2;
const syncTypes = { question: 0, answer: 1, update: 2 } as const;

export const emptyVector = new Uint8Array([0]);
export const emptyUpdate = new Uint8Array([0, 0]);

const plain: Dialect = {
  answersQuestions: true,
  path: (room) => `/${room}`,
  hello: (_room, vector) => [message([sync, syncTypes.question], vector)],
  update: (_room, update) => message([sync, syncTypes.update], update),
  answer: (_room, update) => message([sync, syncTypes.answer], update),
  presence: (_room, update) => message([awareness], update),
  read: (bytes) => readMessage(createDecoder(bytes)),
};

/** The same bytes, but nothing is asked. */
const relay: Dialect = { ...plain, answersQuestions: false, hello: () => [] };

const hocuspocus: Dialect = {
  answersQuestions: true,
  path: () => '/',
  hello: (room, vector) => [authMessage(room), message([sync, syncTypes.question], vector, room)],
  update: (room, update) => message([sync, syncTypes.update], update, room),
  answer: (room, update) => message([sync, syncTypes.answer], update, room),
  presence: (room, update) => message([awareness], update, room),
  read: (bytes) => {
    // A ping is one byte without a room before it.
    if (bytes.length === 1) return { kind: 'other' };
    const decoder = createDecoder(bytes);
    // A socket has but one room here, so its name need not be decoded.
    const nameBytes = readVarUint(decoder);
    decoder.pos += nameBytes;
    return readMessage(decoder);
  },
};

export const dialects: Readonly<Record<DialectName, Dialect>> = { plain, hocuspocus, relay };

function message(types: readonly number[], body: Uint8Array, room?: string): Uint8Array {
  const encoder = encoderFor(room);
  for (const type of types) writeVarUint(encoder, type);
  writeVarUint8Array(encoder, body);
  return toUint8Array(encoder);
}

function authMessage(room: string): Uint8Array {
  const encoder = encoderFor(room);
  writeVarUint(encoder, hocuspocusAuth);
  writeVarUint(encoder, 0);
  writeVarString(encoder, 'token');
  writeVarString(encoder, '4.7.0');
  return toUint8Array(encoder);
}

function encoderFor(room: string | undefined): Encoder {
  const encoder = createEncoder();
  if (room !== undefined) writeVarString(encoder, room);
  return encoder;
}

function readMessage(decoder: Decoder): Incoming {
  const type = hasContent(decoder) ? readVarUint(decoder) : undefined;
  if (type === awareness) return { kind: 'presence', update: readVarUint8Array(decoder) };
  if (type !== sync) return { kind: 'other' };
  const syncType = readVarUint(decoder);
  const body = readVarUint8Array(decoder);
  if (syncType === syncTypes.question) return { kind: 'question', vector: body };
  return { kind: syncType === syncTypes.answer ? 'answer' : 'update', update: body };
}
