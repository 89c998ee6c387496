import * as encoding from 'lib0/encoding';
import { type ByteReader, MalformedError } from './byteReader.ts';

/** The inner sync message (y-protocols 1.0), the same in every family of clients. */
export type SyncMessage =
  | { readonly kind: 'syncStep1'; readonly vector: Uint8Array }
  | { readonly kind: 'syncStep2'; readonly update: Uint8Array }
  | { readonly kind: 'update'; readonly update: Uint8Array };

export const syncTypes = { syncStep1: 0, syncStep2: 1, update: 2 } as const;

/** @throws {MalformedError} */
export function decodeSync(reader: ByteReader): SyncMessage {
  const type = reader.varUint();
  switch (type) {
    case syncTypes.syncStep1:
      return { kind: 'syncStep1', vector: reader.varBytes() };
    case syncTypes.syncStep2:
      return { kind: 'syncStep2', update: reader.varBytes() };
    case syncTypes.update:
      return { kind: 'update', update: reader.varBytes() };
    default:
      throw new MalformedError(`there is no sync message type ${type}`);
  }
}

export function isSync(message: { readonly kind: string }): message is SyncMessage {
  return Object.hasOwn(syncTypes, message.kind);
}

/**
 * Ends a frame with a sync message. Whole documents are among them, so what it carries is copied once, where lib0's encoder would do
 * it twice.
 */
export function endWithSync(encoder: encoding.Encoder, message: SyncMessage): Uint8Array<ArrayBuffer> {
  const body = message.kind === 'syncStep1' ? message.vector : message.update;
  encoding.writeVarUint(encoder, syncTypes[message.kind]);
  encoding.writeVarUint(encoder, body.length);
  const headBytes = encoding.length(encoder);
  const frame = new Uint8Array(headBytes + body.length);
  frame.set(encoding.toUint8Array(encoder));
  frame.set(body, headBytes);
  return frame;
}
