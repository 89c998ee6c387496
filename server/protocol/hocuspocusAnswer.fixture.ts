import { ByteReader } from './byteReader.ts';
import { type HocuspocusMessage, hocuspocusTypes } from './hocuspocusMessage.ts';
import { decodeSync } from './syncMessage.ts';

/** What a server says about one document. */
export interface HocuspocusAnswer {
  readonly key: string;
  readonly message: HocuspocusMessage;
}

const authKinds = ['token', 'denied', 'authenticated'] as const;

/** Reads a frame as a provider does; a ping is no answer. */
export function decodeHocuspocusAnswer(frame: Uint8Array): HocuspocusAnswer | undefined {
  if (frame.length === 1) return undefined;
  const reader = new ByteReader(frame);
  return { key: reader.varString(), message: decodeBody(reader) };
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
    case hocuspocusTypes.close:
      return { kind: 'close', reason: reader.varString() };
    case hocuspocusTypes.syncStatus:
      return { kind: 'status', isApplied: reader.varUint() === 1 };
    default:
      throw new Error(`A provider does not know an answer of type ${type}.`);
  }
}

function decodeAuth(reader: ByteReader): HocuspocusMessage {
  const kind = authKinds[reader.varUint()];
  const text = reader.varString();
  if (kind === 'denied') return { kind, reason: text };
  if (kind === 'authenticated' && (text === 'read-write' || text === 'readonly'))
    return { kind, scope: text };
  throw new Error(`A provider does not know this answer to a token: ${kind} ${text}.`);
}
