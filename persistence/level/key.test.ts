import { assert, constantFrom, integer, property, record, string } from 'fast-check';
import { expect, it } from 'vitest';
import { type DocumentName, documentNameBytesMax, parseDocumentName } from '../documentName.ts';
import { parseSequence } from '../sequence.ts';
import {
  contentRange,
  documentKey,
  formatKey,
  indexKey,
  indexRange,
  type KeyRange,
  type Kind,
  kindRange,
  kinds,
  parseDocumentKey,
  parseIndexKey,
  parseSweepKey,
  sequenceOf,
  sweepKey,
  sweepRange,
} from './key.ts';

/** Mostly from the bytes that could confuse an escape, so that names are often prefixes of each other. */
const names = string({
  unit: constantFrom('\0', '\u0001', '\u0004', 'a', 'b', 'ÿ', '\uffff', '🖋'),
  minLength: 1,
  maxLength: 6,
}).map(parseDocumentName);
const sequences = integer({ min: 0, max: Number.MAX_SAFE_INTEGER }).map(parseSequence);
const kindNames = constantFrom<Kind>('tombstone', 'listing', 'checkpoint', 'entry');
const places = record({ name: names, kind: kindNames, sequence: sequences });
const times = integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
const listings = record({ name: names, editedMs: times });

function bytewise(a: Uint8Array, b: Uint8Array): number {
  return Math.sign(Buffer.compare(a, b));
}

function nameOrder(a: DocumentName, b: DocumentName): number {
  return bytewise(Buffer.from(a), Buffer.from(b));
}

function isWithin(key: Uint8Array, range: KeyRange): boolean {
  const isBehindStart = 'gte' in range ? bytewise(key, range.gte) >= 0 : bytewise(key, range.gt) > 0;
  return isBehindStart && bytewise(key, range.lt) < 0;
}

it('documentKey sorts by name, then kind, then sequence, whatever the names contain', () =>
  assert(
    property(places, places, (a, b) => {
      const expected = nameOrder(a.name, b.name) || kinds[a.kind] - kinds[b.kind] || a.sequence - b.sequence;
      const keys = [a, b].map(({ name, kind, sequence }) => documentKey(name, kind, sequence));
      expect(bytewise(keys[0] ?? formatKey, keys[1] ?? formatKey)).toBe(Math.sign(expected));
    }),
    { numRuns: 5000 },
  ));

it('documentKey gives its sequence back', () =>
  assert(
    property(places, ({ name, kind, sequence }) => {
      expect(sequenceOf(documentKey(name, kind, sequence))).toBe(sequence);
    }),
  ));

it('kindRange and contentRange hold the keys of their own document only', () =>
  assert(
    property(places, places, sequences, (of, at, after) => {
      const key = documentKey(at.name, at.kind, at.sequence);
      const isSameKind = of.name === at.name && of.kind === at.kind;
      expect(isWithin(key, kindRange(of.name, of.kind))).toBe(isSameKind);
      expect(isWithin(key, kindRange(of.name, of.kind, after))).toBe(isSameKind && at.sequence > after);
      expect(isWithin(key, contentRange(of.name))).toBe(of.name === at.name && at.kind !== 'tombstone');
    }),
    { numRuns: 5000 },
  ));

it('indexKey sorts newest first, then by name, and gives both back', () =>
  assert(
    property(listings, listings, (a, b) => {
      const expected = b.editedMs - a.editedMs || nameOrder(a.name, b.name);
      expect(bytewise(indexKey(a), indexKey(b))).toBe(Math.sign(expected));
      expect(parseIndexKey(indexKey(a))).toEqual(a);
      expect(isWithin(indexKey(a), indexRange())).toBe(true);
      expect(isWithin(indexKey(b), indexRange(a))).toBe(expected < 0);
    }),
    { numRuns: 5000 },
  ));

it('sweepKey gives its name back', () =>
  assert(
    property(names, (name) => {
      expect(parseSweepKey(sweepKey(name))).toBe(name);
    }),
  ));

it('no key of a document is one of the database itself', () =>
  assert(
    property(places, times, ({ name, kind, sequence }, editedMs) => {
      const key = documentKey(name, kind, sequence);
      const own = [formatKey, indexKey({ name, editedMs }), sweepKey(name)];
      for (const other of own) expect(bytewise(key, other)).toBe(1);
      expect(isWithin(key, indexRange()) || isWithin(key, sweepRange)).toBe(false);
    }),
  ));

it('documentKey is at most 520 bytes long when the longest name consists of NUL', () => {
  const name = parseDocumentName('\0'.repeat(documentNameBytesMax));
  expect(documentKey(name, 'entry', 1).length).toBe(520);
});

it('parseDocumentKey gives back what documentKey put together', () =>
  assert(
    property(places, ({ name, kind, sequence }) => {
      expect(parseDocumentKey(documentKey(name, kind, sequence))).toEqual({ name, kind, sequence });
    }),
  ));

it.each([
  ['is empty', ''],
  ['is too short', 'a\0\x01\0\0\0\0\0\0\0'],
  ['has no name', '\0\x01\0\0\0\0\0\0\0\0'],
  ['has an unknown kind', 'a\0\x05\0\0\0\0\0\0\0\0'],
  ['has a name with a bare 00', 'a\0b\0\x01\0\0\0\0\0\0\0\0'],
  ['has a name that is no UTF-8', '\xc3\0\x01\0\0\0\0\0\0\0\0'],
  ['has a sequence that nobody reaches', 'a\0\x04\xff\xff\xff\xff\xff\xff\xff\xff'],
])('parseDocumentKey refuses a key that %s', (_, key) => {
  expect(parseDocumentKey(Buffer.from(key, 'latin1'))).toBeUndefined();
});
