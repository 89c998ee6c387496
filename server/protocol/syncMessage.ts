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
 * A sync message behind what a family puts before it. Nearly all that a server sends are such, small ones in great numbers and whole
 * documents: so each is one piece of memory, and what it carries is copied once, where lib0's encoder would do it twice.
 */
export function encodeSync(prefix: Uint8Array, message: SyncMessage): Uint8Array<ArrayBuffer> {
  const body = message.kind === 'syncStep1' ? message.vector : message.update;
  const typeAt = prefix.length;
  const frame = new Uint8Array(typeAt + 1 + varUintBytes(body.length) + body.length);
  frame.set(prefix);
  frame[typeAt] = syncTypes[message.kind];
  writeVarUint(frame, { at: typeAt + 1, value: body.length });
  frame.set(body, frame.length - body.length);
  return frame;
}

function varUintBytes(value: number): number {
  let bytes = 1;
  for (let rest = value; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes += 1;
  return bytes;
}

function writeVarUint(
  bytes: Uint8Array,
  { at, value }: { readonly at: number; readonly value: number },
): void {
  let [to, rest] = [at, value];
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes[to++] = (rest % 0x80) | 0x80;
  bytes[to] = rest;
}
