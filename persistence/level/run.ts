import { crc32 } from 'node:zlib';
import type { DocumentName } from '../documentName.ts';
import { parseSequence } from '../sequence.ts';
import type { Entry, LoggedEntry, Sequence } from '../updateLog.ts';
import type { Operation } from './database.ts';
import { documentKey, readUint32, sequenceOf, writeUint53 } from './key.ts';
import { Scratch } from './scratch.ts';
import { decodeEntry } from './value.ts';

/**
 * A run: consecutive entries of one document as one key and one value. The key has the sequence of the last one, so whatever
 * is behind a sequence begins at its successor's key, whether that stands in the middle of a run or not.
 *
 * | bytes of the value | |
 * |---|---|
 * | 4 | CRC-32 of what follows and, behind that, of the key |
 * | 1 | 1, where the value of a single entry, as format 1 had them, has the first byte of its time: 0 |
 * | 7 | earliest time of the run in ms |
 * | varuint | number of entries |
 * | varuint, for each entry | time in ms behind the earliest |
 * | varuint, author in UTF-8 | 0 if the author is that of the entry before (nobody for the first), else bytes of the author + 1 |
 * | varuint, update | bytes of the update |
 *
 * Numbers are big-endian, and a varuint has 7 bits in each byte, the low ones first, as in Yjs's own encoding.
 */
const runMark = 1;
const markAt = 4;
const countAt = 12;

/** What is put into one run: larger updates stand alone. It bounds what a reader holds, and what a torn value costs. */
export const runBytesMax = 64 * 1024;

/** Beyond the bytes of update and author, an entry takes up at most so many: a time, and two lengths. */
const entryBytesMax = 8 + 5 + 5;

export interface Placed {
  readonly name: DocumentName;
  /** The last sequence before the entries. */
  readonly after: Sequence;
}

/**
 * The entries behind a sequence as runs.
 * @param scratch of what the values are made; they are valid until it is cleared
 */
export function encodeRuns(
  { name, after }: Placed,
  entries: readonly Entry[],
  scratch = new Scratch(),
): readonly Operation[] {
  const operations: Operation[] = [];
  let from = 0;
  let bytes = 0;
  for (const [i, { update }] of entries.entries()) {
    if (i > from && bytes + update.length > runBytesMax) {
      operations.push(encodeRun(documentKey(name, 'entry', after + i), entries.slice(from, i), scratch));
      from = i;
      bytes = 0;
    }
    bytes += update.length;
  }
  const last = documentKey(name, 'entry', after + entries.length);
  operations.push(encodeRun(last, from === 0 ? entries : entries.slice(from), scratch));
  return operations;
}

/** The key is laid behind the value, so that one call computes the checksum of both. */
function encodeRun(key: Uint8Array, entries: readonly Entry[], scratch: Scratch): Operation {
  const bytes = scratch.take(runBytesBound(entries) + key.length);
  const valueBytes = writeEntries(bytes, entries);
  bytes.set(key, valueBytes);
  bytes.writeUInt32BE(crc32(bytes.subarray(markAt, valueBytes + key.length)), 0);
  return { type: 'put', key, value: bytes.subarray(0, valueBytes) };
}

function runBytesBound(entries: readonly Entry[]): number {
  let bytes = countAt + 5;
  for (const { author, update } of entries) bytes += entryBytesMax + author.length * 3 + update.length;
  return bytes;
}

/** @returns where the next byte would go */
function writeEntries(bytes: Buffer, entries: readonly Entry[]): number {
  const earliestMs = entries.reduce((least, { timeMs }) => Math.min(least, timeMs), Number.MAX_SAFE_INTEGER);
  writeUint53(bytes, { at: markAt, value: earliestMs });
  bytes[markAt] = runMark;
  let at = writeVaruint(bytes, countAt, entries.length);
  let authorBefore = '';
  for (const { timeMs, author, update } of entries) {
    at = writeVaruint(bytes, at, timeMs - earliestMs);
    at = author === authorBefore ? writeVaruint(bytes, at, 0) : writeAuthor(bytes, at, author);
    authorBefore = author;
    at = writeVaruint(bytes, at, update.length);
    bytes.set(update, at);
    at += update.length;
  }
  return at;
}

function writeAuthor(bytes: Buffer, at: number, author: string): number {
  const authorAt = writeVaruint(bytes, at, Buffer.byteLength(author) + 1);
  return authorAt + bytes.write(author, authorAt);
}

function writeVaruint(bytes: Uint8Array, at: number, value: number): number {
  let rest = value;
  let next = at;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes[next++] = (rest % 0x80) | 0x80;
  bytes[next++] = rest;
  return next;
}

/** How many entries a value says that it has; to be believed once it has been decoded. */
export function countEntries(value: Uint8Array | undefined): number {
  return value?.[markAt] === runMark ? new Cursor(value, countAt).varuint() : 1;
}

/** @returns the entries of a run, or the one of a value of format 1; `undefined` when it is torn, or stands in another's place */
export function decodeEntries(key: Uint8Array, value: Uint8Array): readonly LoggedEntry[] | undefined {
  const entries: LoggedEntry[] = [];
  return collectEntries({ key, value, after: 0 }, entries) ? entries : undefined;
}

export interface StoredRun {
  readonly key: Uint8Array;
  readonly value: Uint8Array;
  /** Only entries behind this sequence are wanted. */
  readonly after: number;
}

/**
 * As `decodeEntries`, behind what was collected before: a document may have hundreds of thousands of runs.
 * @returns whether the run was whole; if not, nothing was collected
 */
export function collectEntries({ key, value, after }: StoredRun, entries: LoggedEntry[]): boolean {
  if (value[markAt] !== runMark) return collectEntryOfFormatOne({ key, value, after }, entries);
  if (crc32(key, crc32(value.subarray(markAt))) !== readUint32(value, 0)) return false;
  const earliestMs = readUint32(value, 8) + (readUint32(value, markAt) & 0xff_ffff) * 2 ** 32;
  const cursor = new Cursor(value, countAt);
  const count = cursor.varuint();
  const before = sequenceOf(key) - count;
  let author = '';
  for (let i = 1; i <= count; i += 1) {
    const timeMs = earliestMs + cursor.varuint();
    const authorBytes = cursor.varuint();
    if (authorBytes > 0) author = cursor.text(authorBytes - 1);
    const update = cursor.bytes(cursor.varuint());
    if (before + i > after) entries.push({ timeMs, author, update, sequence: parseSequence(before + i) });
  }
  return true;
}

function collectEntryOfFormatOne({ key, value, after }: StoredRun, entries: LoggedEntry[]): boolean {
  const entry = decodeEntry(key, value);
  if (entry === undefined) return false;
  const sequence = sequenceOf(key);
  if (sequence > after) entries.push({ ...entry, sequence });
  return true;
}

/** Walks over a value whose checksum was right, or sees how it begins. */
class Cursor {
  readonly #value: Uint8Array;
  #at: number;

  constructor(value: Uint8Array, at: number) {
    this.#value = value;
    this.#at = at;
  }

  varuint(): number {
    const first = this.#value[this.#at++] ?? 0;
    return first < 0x80 ? first : this.#longVaruint(first);
  }

  /** Not `subarray`, which of a `Buffer` is a `Buffer`, whose `slice` does not copy. */
  bytes(length: number): Uint8Array {
    this.#at += length;
    return new Uint8Array(this.#value.buffer, this.#value.byteOffset + this.#at - length, length);
  }

  text(length: number): string {
    this.#at += length;
    return Buffer.from(this.#value.buffer, this.#value.byteOffset + this.#at - length, length).toString();
  }

  #longVaruint(first: number): number {
    let value = first & 0x7f;
    for (let unit = 0x80; unit < 2 ** 53; unit *= 0x80) {
      const byte = this.#value[this.#at++] ?? 0;
      value += (byte & 0x7f) * unit;
      if (byte < 0x80) break;
    }
    return value;
  }
}
