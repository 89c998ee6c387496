import { type DocumentName, parseDocumentName } from '../documentName.ts';
import { parseSequence } from '../sequence.ts';
import type { Listing, Sequence } from '../updateLog.ts';

/**
 * Keys, ordered byte by byte as LevelDB does.
 *
 * A document's key is its name with each 0x00 written as 0x00 0xFF, then 0x00, a kind, and a sequence in 8 bytes,
 * big-endian. Kinds are below 0xFF, so a name sorts before every longer name that begins with it, and names sort as
 * their bytes do. No name is empty, so what begins with 0x00 and a byte below 0xFF is free for the database itself.
 */
export const kinds = { tombstone: 1, listing: 2, checkpoint: 3, entry: 4 } as const;
export type Kind = keyof typeof kinds;

/** The key of a document's content, taken apart. */
export interface DocumentKey {
  readonly name: DocumentName;
  readonly kind: Kind;
  readonly sequence: Sequence;
}

const kindNames: Readonly<Record<number, Kind | undefined>> = {
  1: 'tombstone',
  2: 'listing',
  3: 'checkpoint',
  4: 'entry',
};

/** Behind the name: 0x00, kind, sequence. */
const endBytes = 10;

/** A range of keys, of which `gte` and `gt` are alternatives. */
export type KeyRange = { readonly lt: Uint8Array } & (
  | { readonly gte: Uint8Array }
  | { readonly gt: Uint8Array }
);

/** An entry's sequence, or for a checkpoint the last sequence that it stands for; 0 for what a document has one of. */
export function documentKey(name: DocumentName, kind: Kind, sequence: number = 0): Uint8Array {
  return endKey(escapeName(name), kinds[kind], sequence);
}

/** All keys of one kind behind `after`, or all. */
export function kindRange(name: DocumentName, kind: Kind, after?: Sequence): KeyRange {
  const escaped = escapeName(name);
  return {
    gte: endKey(escaped, kinds[kind], after === undefined ? 0 : after + 1),
    lt: endKey(escaped, kinds[kind] + 1, 0),
  };
}

/** Everything that is stored under a name but its tombstone. */
export function contentRange(name: DocumentName): KeyRange {
  const escaped = escapeName(name);
  return { gte: endKey(escaped, kinds.listing, 0), lt: endKey(escaped, kinds.entry + 1, 0) };
}

/** Everything that is stored under a name, its tombstone included. */
export function documentRange(name: DocumentName): KeyRange {
  const escaped = escapeName(name);
  return { gte: endKey(escaped, kinds.tombstone, 0), lt: endKey(escaped, kinds.entry + 1, 0) };
}

/** Whose key it is and what stands there; `undefined` when no document has such a key. */
export function parseDocumentKey(key: Uint8Array): DocumentKey | undefined {
  const nameEnd = key.length - endBytes;
  const kind = kindNames[key[nameEnd + 1] ?? 0];
  const escaped = Buffer.from(key.subarray(0, Math.max(0, nameEnd))).toString('latin1');
  if (key[nameEnd] !== 0 || kind === undefined || /\0(?!\xff)/.test(escaped)) return undefined;
  try {
    const bytes = Buffer.from(escaped.replaceAll('\0\xff', '\0'), 'latin1');
    return { name: parseDocumentName(decoder.decode(bytes)), kind, sequence: sequenceOf(key) };
  } catch {
    return undefined; // a name or a sequence that nobody can have
  }
}

/** Of a document's key, whether it says that the document was deleted; no other of its keys sorts before that. */
export function isTombstone(key: Uint8Array): boolean {
  return key[key.length - endBytes + 1] === kinds.tombstone;
}

export function sequenceOf(key: Uint8Array): Sequence {
  return parseSequence(readUint53(key, key.length - 8));
}

/** Where the format version stands: the first key of every database. */
export const formatKey = new Uint8Array([0, 0]);

/** The place of a listing in the list: newest first, then by name. */
export function indexKey({ editedMs, name }: Pick<Listing, 'editedMs' | 'name'>): Uint8Array {
  const bytes = Buffer.from(name);
  const key = new Uint8Array(indexNameAt + bytes.length);
  key.set(indexPrefix);
  writeUint53(key, { at: indexPrefix.length, value: Number.MAX_SAFE_INTEGER - editedMs });
  key.set(bytes, indexNameAt);
  return key;
}

export function parseIndexKey(key: Uint8Array): Pick<Listing, 'editedMs' | 'name'> {
  return {
    editedMs: Number.MAX_SAFE_INTEGER - readUint53(key, indexPrefix.length),
    name: parseDocumentName(decoder.decode(key.subarray(indexNameAt))),
  };
}

/** Marks a deleted document some of whose content may still have to be removed. */
export function sweepKey(name: DocumentName): Uint8Array {
  return Buffer.concat([sweepPrefix, Buffer.from(name)]);
}

export function parseSweepKey(key: Uint8Array): DocumentName {
  return parseDocumentName(decoder.decode(key.subarray(sweepPrefix.length)));
}

const indexPrefix = new Uint8Array([0, 1]);
const sweepPrefix = new Uint8Array([0, 2]);
const indexNameAt = indexPrefix.length + 8;
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The whole list, or what comes behind a listing. */
export function indexRange(after?: Pick<Listing, 'editedMs' | 'name'>): KeyRange {
  return { gt: after === undefined ? indexPrefix : indexKey(after), lt: sweepPrefix };
}

export const sweepRange: KeyRange = { gte: sweepPrefix, lt: new Uint8Array([0, 3]) };

/** All documents, and what no program of this format writes. */
export const documentsRange: KeyRange = { gte: sweepRange.lt, lt: new Uint8Array([0xff]) };

/** Everything but the format. */
export const contentsRange: KeyRange = { gt: formatKey, lt: documentsRange.lt };

function escapeName(name: DocumentName): Buffer {
  const bytes = Buffer.from(name);
  if (!bytes.includes(0)) return bytes;
  return Buffer.from([...bytes].flatMap((byte) => (byte === 0 ? [0, 0xff] : [byte])));
}

function endKey(escapedName: Uint8Array, kind: number, sequence: number): Uint8Array {
  const key = new Uint8Array(escapedName.length + endBytes);
  key.set(escapedName);
  key[escapedName.length + 1] = kind;
  writeUint53(key, { at: escapedName.length + 2, value: sequence });
  return key;
}

/** Eight bytes, big-endian, as two halves: a `BigInt` or a `DataView` for every entry would cost more than the rest of the key. */
export function writeUint53(
  bytes: Uint8Array,
  { at, value }: { readonly at: number; readonly value: number },
): void {
  writeUint32(bytes, at, Math.floor(value / 2 ** 32));
  writeUint32(bytes, at + 4, value % 2 ** 32);
}

export function readUint53(bytes: Uint8Array, at: number): number {
  return readUint32(bytes, at) * 2 ** 32 + readUint32(bytes, at + 4);
}

export function readUint32(bytes: Uint8Array, at: number): number {
  const high = ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
  const low = ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0);
  return high * 2 ** 16 + low;
}

function writeUint32(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >>> 24;
  bytes[at + 1] = value >>> 16;
  bytes[at + 2] = value >>> 8;
  bytes[at + 3] = value;
}
