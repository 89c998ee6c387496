import * as encoding from 'lib0/encoding';
import { ByteReader, MalformedError } from './byteReader.ts';
import { decodeExtension, type Extension, encodeExtension } from './extension.ts';
import { decodeSync, encodeSync, isSync, type SyncMessage } from './syncMessage.ts';
import { unreachable } from './unreachable.ts';

/** The encoded bytes of one message, ready for a socket. */
export type Frame = Uint8Array<ArrayBuffer> & { readonly __brand: 'Frame' };

/**
 * One unit of the plain protocol (y-websocket's). `scriptorium.v1` adds the extension, y-sweet adds `syncStatus`.
 * The table of numbers, bodies and directions is in this folder's README.
 */
export type Message =
  | SyncMessage
  | { readonly kind: 'awareness'; readonly update: Uint8Array }
  | { readonly kind: 'queryAwareness' }
  | { readonly kind: 'auth'; readonly reason: string }
  | { readonly kind: 'syncStatus'; readonly payload: Uint8Array }
  | Extension;

export const messageTypes = { sync: 0, awareness: 1, auth: 2, queryAwareness: 3, syncStatus: 102 } as const;

const permissionDenied = 0;
const syncPrefix = Uint8Array.of(messageTypes.sync);

/**
 * Reads all messages of a frame (newer clients put several into one).
 * @throws {MalformedError} when any of it is not of the protocol: then none of it counts.
 */
export function decodeMessages(frame: Uint8Array): readonly Message[] {
  const reader = new ByteReader(frame);
  const messages: Message[] = [];
  do messages.push(decodeMessage(reader));
  while (!reader.done);
  return messages;
}

function decodeMessage(reader: ByteReader): Message {
  const type = reader.varUint();
  switch (type) {
    case messageTypes.sync:
      return decodeSync(reader);
    case messageTypes.awareness:
      return { kind: 'awareness', update: reader.varBytes() };
    case messageTypes.auth:
      return decodeAuth(reader);
    case messageTypes.queryAwareness:
      return { kind: 'queryAwareness' };
    case messageTypes.syncStatus:
      return { kind: 'syncStatus', payload: reader.varBytes() };
    default:
      return decodeExtension(type, reader);
  }
}

function decodeAuth(reader: ByteReader): Message {
  if (reader.varUint() !== permissionDenied) throw new MalformedError('an auth message is not a denial');
  return { kind: 'auth', reason: reader.varString() };
}

export function encodeMessage(message: Message): Frame {
  if (isSync(message)) return encodeSync(syncPrefix, message) as Frame;
  const encoder = encoding.createEncoder();
  write(encoder, message);
  return encoding.toUint8Array(encoder) as Frame;
}

function write(encoder: encoding.Encoder, message: Exclude<Message, SyncMessage>): void {
  switch (message.kind) {
    case 'awareness':
      encoding.writeVarUint(encoder, messageTypes.awareness);
      encoding.writeVarUint8Array(encoder, message.update);
      break;
    case 'queryAwareness':
      encoding.writeVarUint(encoder, messageTypes.queryAwareness);
      break;
    case 'auth':
      encoding.writeVarUint(encoder, messageTypes.auth);
      encoding.writeVarUint(encoder, permissionDenied);
      encoding.writeVarString(encoder, message.reason);
      break;
    case 'syncStatus':
      encoding.writeVarUint(encoder, messageTypes.syncStatus);
      encoding.writeVarUint8Array(encoder, message.payload);
      break;
    case 'saved':
    case 'access':
    case 'closing':
    case 'saving':
      encodeExtension(encoder, message);
      break;
    default:
      unreachable(message);
  }
}
