import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';
import { idsOf, textOf } from './ids.ts';

// The plain protocol as clients write and read it: with lib0, as y-protocols does, not with the server's own code.

export type SyncKind = 'step1' | 'step2' | 'update';

export type Heard =
  | { readonly kind: SyncKind; readonly body: Uint8Array }
  | { readonly kind: 'awareness'; readonly body: Uint8Array }
  | { readonly kind: 'queryAwareness' }
  | { readonly kind: 'other'; readonly type: number; readonly decoder: decoding.Decoder };

const syncKinds: readonly SyncKind[] = ['step1', 'step2', 'update'];

export function syncFrame(kind: SyncKind, body: Uint8Array): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, 0);
  encoding.writeVarUint(encoder, syncKinds.indexOf(kind));
  encoding.writeVarUint8Array(encoder, body);
  return encoding.toUint8Array(encoder);
}

export function awarenessFrame(body: Uint8Array): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, 1);
  encoding.writeVarUint8Array(encoder, body);
  return encoding.toUint8Array(encoder);
}

/** The first message of a frame, which is all that y-websocket reads up to 3.1. */
export function readFrame(frame: Uint8Array): Heard {
  const decoder = decoding.createDecoder(frame);
  const type = decoding.readVarUint(decoder);
  if (type === 0) {
    const kind = syncKinds[decoding.readVarUint(decoder)];
    if (kind === undefined) throw new Error('There is no such sync message.');
    return { kind, body: decoding.readVarUint8Array(decoder) };
  }
  if (type === 1) return { kind: 'awareness', body: decoding.readVarUint8Array(decoder) };
  return type === 3 ? { kind: 'queryAwareness' } : { kind: 'other', type, decoder };
}

/** A frame in words; those of families that wrap it are shown as they are. */
export function frameText(frame: Uint8Array): string {
  try {
    return textOfPlain(readFrame(frame));
  } catch {
    return frame.join(' ');
  }
}

function textOfPlain(heard: Heard): string {
  switch (heard.kind) {
    case 'step1':
      return `step1 ${JSON.stringify([...Y.decodeStateVector(heard.body)])}`;
    case 'step2':
    case 'update':
      return `${heard.kind} ${textOf(idsOf(heard.body))}`;
    case 'awareness':
      return `presence ${presenceText(heard.body)}`;
    case 'queryAwareness':
      return 'a question for presence';
    case 'other':
      return `${heard.type}: ${heard.decoder.arr.join(' ')}`;
  }
}

/** Client, clock and state of each entry. */
function presenceText(body: Uint8Array): string {
  const decoder = decoding.createDecoder(body);
  const entries: string[] = [];
  for (let left = decoding.readVarUint(decoder); left > 0; left--) {
    const [client, clock] = [decoding.readVarUint(decoder), decoding.readVarUint(decoder)];
    entries.push(`${client}@${clock} ${decoding.readVarString(decoder)}`);
  }
  return entries.join(', ') || 'of nobody';
}
