import * as encoding from 'lib0/encoding';
import { ByteReader, MalformedError } from './byteReader.ts';
import type { Frame } from './message.ts';
import { decodeSync, encodeSync, isSync, type SyncMessage } from './syncMessage.ts';
import { unreachable } from './unreachable.ts';

/**
 * One unit of Hocuspocus's protocol, about one document of a socket (Hocuspocus 2 to 4). `key` is the document's name, and
 * for a provider with `sessionAwareness` a NUL and its session's id behind it; answers carry the key that was asked with.
 * The table of numbers, bodies and directions is in this folder's README.
 */
export type HocuspocusMessage =
  | SyncMessage
  | { readonly kind: 'awareness'; readonly update: Uint8Array }
  | { readonly kind: 'token'; readonly token: string; readonly version: string | undefined }
  | { readonly kind: 'denied'; readonly reason: string }
  | { readonly kind: 'authenticated'; readonly scope: HocuspocusScope }
  | { readonly kind: 'queryAwareness' }
  | { readonly kind: 'stateless'; readonly payload: string }
  | { readonly kind: 'detach' }
  | { readonly kind: 'close'; readonly reason: string }
  | { readonly kind: 'status'; readonly isApplied: boolean }
  /** Of a type that this server has no use for; newer providers may bring some. */
  | { readonly kind: 'unknown'; readonly type: number };

export type HocuspocusScope = 'read-write' | 'readonly';

export type HocuspocusFrame =
  | { readonly kind: 'document'; readonly key: string; readonly message: HocuspocusMessage }
  /** About the socket itself: answered with `pong`. */
  | { readonly kind: 'ping' }
  | { readonly kind: 'pong' };

export const hocuspocusTypes = {
  sync: 0,
  awareness: 1,
  auth: 2,
  queryAwareness: 3,
  stateless: 5,
  broadcastStateless: 6,
  close: 7,
  syncStatus: 8,
  ping: 9,
  pong: 10,
} as const;

const authTypes = { token: 0, denied: 1, authenticated: 2 } as const;

/** A whole frame of one byte: about the socket, with no key. */
export const hocuspocusPing = Uint8Array.of(hocuspocusTypes.ping) as Frame;
export const hocuspocusPong = Uint8Array.of(hocuspocusTypes.pong) as Frame;

/**
 * Reads what a provider sends. One message is one frame.
 * @throws {MalformedError}
 */
export function decodeHocuspocusFrame(frame: Uint8Array): HocuspocusFrame {
  if (frame.length === 1 && frame[0] === hocuspocusTypes.ping) return { kind: 'ping' };
  if (frame.length === 1 && frame[0] === hocuspocusTypes.pong) return { kind: 'pong' };
  const reader = new ByteReader(frame);
  return { kind: 'document', key: reader.varString(), message: decodeBody(reader) };
}

function decodeBody(reader: ByteReader): HocuspocusMessage {
  const type = reader.varUint();
  switch (type) {
    case hocuspocusTypes.sync:
      return decodeSync(reader);
    case hocuspocusTypes.awareness:
      return { kind: 'awareness', update: reader.varBytes() };
    case hocuspocusTypes.auth:
      return decodeAuth(reader);
    case hocuspocusTypes.queryAwareness:
      return { kind: 'queryAwareness' };
    case hocuspocusTypes.stateless:
      return { kind: 'stateless', payload: reader.varString() };
    case hocuspocusTypes.broadcastStateless:
      throw new MalformedError('only a server broadcasts');
    case hocuspocusTypes.close:
      return { kind: 'detach' };
    default:
      return { kind: 'unknown', type };
  }
}

function decodeAuth(reader: ByteReader): HocuspocusMessage {
  if (reader.varUint() !== authTypes.token) throw new MalformedError('a client may only send its token');
  const token = reader.varString();
  return { kind: 'token', token, version: reader.done ? undefined : reader.varString() };
}

/** @param key as the provider sent it */
export function encodeHocuspocus(key: string, message: HocuspocusMessage): Frame {
  const encoder = encoding.createEncoder();
  encoding.writeVarString(encoder, key);
  if (isSync(message)) {
    encoding.writeVarUint(encoder, hocuspocusTypes.sync);
    return encodeSync(encoding.toUint8Array(encoder), message) as Frame;
  }
  write(encoder, message);
  return encoding.toUint8Array(encoder) as Frame;
}

function write(encoder: encoding.Encoder, message: Exclude<HocuspocusMessage, SyncMessage>): void {
  switch (message.kind) {
    case 'awareness':
      encoding.writeVarUint(encoder, hocuspocusTypes.awareness);
      encoding.writeVarUint8Array(encoder, message.update);
      break;
    case 'token':
      writeAuth(encoder, authTypes.token, message.token);
      if (message.version !== undefined) encoding.writeVarString(encoder, message.version);
      break;
    case 'denied':
      writeAuth(encoder, authTypes.denied, message.reason);
      break;
    case 'authenticated':
      writeAuth(encoder, authTypes.authenticated, message.scope);
      break;
    case 'queryAwareness':
      encoding.writeVarUint(encoder, hocuspocusTypes.queryAwareness);
      break;
    case 'stateless':
      encoding.writeVarUint(encoder, hocuspocusTypes.stateless);
      encoding.writeVarString(encoder, message.payload);
      break;
    case 'detach':
      encoding.writeVarUint(encoder, hocuspocusTypes.close);
      break;
    case 'close':
      encoding.writeVarUint(encoder, hocuspocusTypes.close);
      encoding.writeVarString(encoder, message.reason);
      break;
    case 'status':
      encoding.writeVarUint(encoder, hocuspocusTypes.syncStatus);
      encoding.writeVarUint(encoder, message.isApplied ? 1 : 0);
      break;
    case 'unknown':
      encoding.writeVarUint(encoder, message.type);
      break;
    default:
      unreachable(message);
  }
}

function writeAuth(encoder: encoding.Encoder, type: number, text: string): void {
  encoding.writeVarUint(encoder, hocuspocusTypes.auth);
  encoding.writeVarUint(encoder, type);
  encoding.writeVarString(encoder, text);
}
