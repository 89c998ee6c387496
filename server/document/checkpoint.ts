import { Authorship } from './authorship.ts';

/** What a checkpoint holds: all of a document as one update, and who brought what of it. */
export interface CheckpointContent {
  readonly update: Uint8Array;
  readonly authorship: Authorship;
}

/** No update begins so: it would announce more clients than there are numbers. */
const mark = new Uint8Array(8).fill(0xff);
const lengthBytes = 4;

/**
 * Where nobody was ever signed in, just the update. Else:
 *
 * | bytes | are |
 * |---|---|
 * | 8 | 0xff each |
 * | 4 | length of the update, big-endian |
 * | | update, encoding V1 |
 * | | authorship, as `Authorship.encode` |
 *
 * @param authorship as `Authorship.encode`; undefined where it is empty
 */
export function encodeCheckpoint(update: Uint8Array, authorship: Uint8Array | undefined): Uint8Array {
  if (authorship === undefined) return update;
  const updateAt = mark.length + lengthBytes;
  const bytes = new Uint8Array(updateAt + update.length + authorship.length);
  bytes.set(mark);
  new DataView(bytes.buffer).setUint32(mark.length, update.length);
  bytes.set(update, updateAt);
  bytes.set(authorship, updateAt + update.length);
  return bytes;
}

/** @throws when it has the mark, and is not of `encodeCheckpoint` */
export function decodeCheckpoint(bytes: Uint8Array): CheckpointContent {
  if (!mark.every((byte, index) => bytes[index] === byte))
    return { update: bytes, authorship: new Authorship() };
  const updateAt = mark.length + lengthBytes;
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(mark.length);
  const authorship = Authorship.decode(bytes.subarray(updateAt + length));
  return { update: bytes.subarray(updateAt, updateAt + length), authorship };
}
