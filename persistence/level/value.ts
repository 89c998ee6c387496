import { crc32 } from 'node:zlib';
import type { Entry, Listing, Summary } from '../updateLog.ts';
import { readUint53 } from './key.ts';

/**
 * Values begin with a CRC-32 (IEEE, big-endian) of their key and of the bytes behind it, so that a value that was
 * torn, changed or put in another's place is noticed. Decoders return `undefined` for such a value.
 *
 * | value | bytes behind the CRC |
 * |---|---|
 * | entry of format 1 | time in ms (8, big-endian), bytes of the author (4, big-endian), author in UTF-8, update |
 * | checkpoint | update |
 * | listing | JSON `{createdMs, editedMs, summary}` in UTF-8 |
 *
 * Entries are written as runs (`run.ts`), which replaced the entries of format 1.
 */
export type Listed = Omit<Listing, 'name'>;

const crcBytes = 4;
const authorAt = crcBytes + 8 + 4;

export function decodeEntry(key: Uint8Array, value: Uint8Array): Entry | undefined {
  if (value.length < authorAt || !isWhole(key, value)) return undefined;
  const updateAt = authorAt + viewOf(value).getUint32(crcBytes + 8);
  return {
    timeMs: readUint53(value, crcBytes),
    author: Buffer.from(value.subarray(authorAt, updateAt)).toString(),
    update: bytesFrom(value, updateAt),
  };
}

export function encodeCheckpoint(key: Uint8Array, update: Uint8Array): Uint8Array {
  return sealed(key, update);
}

export function decodeCheckpoint(key: Uint8Array, value: Uint8Array): Uint8Array | undefined {
  return isWhole(key, value) ? bytesFrom(value, crcBytes) : undefined;
}

export function encodeListed(key: Uint8Array, { createdMs, editedMs, summary }: Listed): Uint8Array {
  const { title, excerpt, words } = summary;
  const json = JSON.stringify({ createdMs, editedMs, summary: { title, excerpt, words } });
  return sealed(key, Buffer.from(json));
}

export function decodeListed(key: Uint8Array, value: Uint8Array): Listed | undefined {
  if (!isWhole(key, value)) return undefined;
  const json: { createdMs: number; editedMs: number; summary: Summary } = JSON.parse(
    Buffer.from(value.subarray(crcBytes)).toString(),
  );
  return json;
}

function sealed(key: Uint8Array, content: Uint8Array): Uint8Array {
  const value = new Uint8Array(crcBytes + content.length);
  value.set(content, crcBytes);
  return seal(key, value);
}

function seal(key: Uint8Array, value: Uint8Array): Uint8Array {
  viewOf(value).setUint32(0, checksum(key, value));
  return value;
}

function isWhole(key: Uint8Array, value: Uint8Array): boolean {
  return value.length >= crcBytes && viewOf(value).getUint32(0) === checksum(key, value);
}

function checksum(key: Uint8Array, value: Uint8Array): number {
  return crc32(value.subarray(crcBytes), crc32(key));
}

/** Not `subarray`, which of a `Buffer` is a `Buffer`, whose `slice` does not copy. */
function bytesFrom(value: Uint8Array, at: number): Uint8Array {
  return new Uint8Array(value.buffer, value.byteOffset + at, value.length - at);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
