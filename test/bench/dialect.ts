import {
  createDecoder,
  type Decoder,
  hasContent,
  readVarString,
  readVarUint,
  readVarUint8Array,
} from 'lib0/decoding';
import {
  createEncoder,
  type Encoder,
  toUint8Array,
  writeVarString,
  writeVarUint,
  writeVarUint8Array,
} from 'lib0/encoding';

export type DialectName = 'plain' | 'hocuspocus';

/** What a server's message is to a client that only counts. `'question'` is SyncStep1, `'answer'` SyncStep2. */
export type Incoming =
  | { readonly kind: 'question' | 'other' }
  | { readonly kind: 'answer' | 'update'; readonly update: Uint8Array };

/** How one family of servers is talked to about one room. */
export interface Dialect {
  readonly path: (room: string) => string;
  /** The messages with which a client that has nothing begins. */
  readonly hello: (room: string) => readonly Uint8Array[];
  readonly update: (room: string, update: Uint8Array) => Uint8Array;
  readonly answer: (room: string, update: Uint8Array) => Uint8Array;
  readonly read: (message: Uint8Array) => Incoming;
}

const sync = 0;
const hocuspocusAuth = 2;
const syncTypes = { question: 0, answer: 1, update: 2 } as const;
const emptyVector = new Uint8Array([0]);

const plain: Dialect = {
  path: (room) => `/${room}`,
  hello: () => [syncMessage({ type: syncTypes.question, body: emptyVector })],
  update: (_room, update) => syncMessage({ type: syncTypes.update, body: update }),
  answer: (_room, update) => syncMessage({ type: syncTypes.answer, body: update }),
  read: (message) => readSync(createDecoder(message)),
};

const hocuspocus: Dialect = {
  path: () => '/',
  hello: (room) => [authMessage(room), syncMessage({ room, type: syncTypes.question, body: emptyVector })],
  update: (room, update) => syncMessage({ room, type: syncTypes.update, body: update }),
  answer: (room, update) => syncMessage({ room, type: syncTypes.answer, body: update }),
  read: (message) => {
    const decoder = createDecoder(message);
    // A ping is one byte without a room before it.
    if (message.length === 1) return { kind: 'other' };
    readVarString(decoder);
    return readSync(decoder);
  },
};

export const dialects: Readonly<Record<DialectName, Dialect>> = { plain, hocuspocus };

function syncMessage(options: {
  readonly room?: string;
  readonly type: number;
  readonly body: Uint8Array;
}): Uint8Array {
  const encoder = encoderFor(options.room);
  writeVarUint(encoder, sync);
  writeVarUint(encoder, options.type);
  writeVarUint8Array(encoder, options.body);
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

function readSync(decoder: Decoder): Incoming {
  if (!hasContent(decoder) || readVarUint(decoder) !== sync) return { kind: 'other' };
  const type = readVarUint(decoder);
  if (type === syncTypes.question) return { kind: 'question' };
  return { kind: type === syncTypes.answer ? 'answer' : 'update', update: readVarUint8Array(decoder) };
}
