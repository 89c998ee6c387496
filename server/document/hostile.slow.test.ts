import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { clockMax } from './byteReader.ts';
import { ByteWriter } from './byteWriter.ts';
import { openDoc } from './compact.ts';
import { nestingMax } from './content.ts';
import { DocumentState } from './documentState.ts';
import { mergeUpdates } from './merge.ts';
import { editRandomly, rootTypes } from './randomEdits.fixture.ts';
import { scanUpdate } from './scan.ts';

/** HOSTILE_RUNS sets how many mutations (2000), HOSTILE_SEED repeats one run. */
const runs = Number(process.env.HOSTILE_RUNS ?? 2000);
const seed = Number(process.env.HOSTILE_SEED ?? Date.now() % 2 ** 31);

/** Three clients who hear each other: their updates in order, with every kind of content. */
function realUpdates(): readonly Uint8Array[] {
  const updates: Uint8Array[] = [];
  const docs = [3, 300, 2 ** 31].map((clientID) => {
    const doc = new Y.Doc();
    doc.clientID = clientID;
    rootTypes(doc);
    return doc;
  });
  for (const doc of docs) {
    doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin === 'peer') return;
      updates.push(update);
      for (const other of docs) if (other !== doc) Y.applyUpdate(other, update, 'peer');
    });
  }
  for (let i = 0; i < 150; i++) {
    editRandomly(docs[i % 3] as Y.Doc, { kind: i, where: i * 7919, what: i * 31 });
  }
  return updates;
}

const real = realUpdates();
const full = DocumentState.load(real).encode();

/** The document after so many of the updates; made once for each number that chance asks for. */
const prefixes = new Map<number, Uint8Array>();
function prefix(count: number): Uint8Array {
  const found = prefixes.get(count) ?? DocumentState.load(real.slice(0, count)).encode();
  prefixes.set(count, found);
  return found;
}

/** What a state says of itself, to show that nothing has changed. */
function faceOf(state: DocumentState): unknown {
  return [state.stateVector(), state.encode()];
}

test('S1: an update is malformed when it ends anywhere too early, and nothing has changed', () => {
  const half = real.length >> 1;
  const state = DocumentState.load(real.slice(0, half));
  const face = faceOf(state);
  for (const update of [...real.slice(half, half + 40), full]) {
    for (let end = 0; end < update.length; end += update === full ? 7 : 1) {
      expect(state.admit(update.subarray(0, end)).kind).toBe('malformed');
    }
    expect(state.admit(Uint8Array.of(...update, 0)).kind).toBe('malformed');
  }
  expect(faceOf(state)).toEqual(face);
});

test('S3: an update that announces 2^25 structs in 7 bytes is malformed without memory for them', () => {
  const hostile = write(1, 2 ** 25 - 1, 1);
  expect(hostile.length).toBeLessThan(8);
  const before = process.memoryUsage();
  for (let i = 0; i < 1000; i++) expect(scanUpdate(hostile).kind).toBe('malformed');
  const after = process.memoryUsage();
  expect(after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers).toBeLessThan(50e6);
});

test.each([
  ['sections', write(2 ** 40)],
  ['structs', write(1, 2 ** 40, 1, 0)],
  ['characters', write(1, 1, 1, 0, 4, 1, 1, 116, 2 ** 40)],
  ['JSON values', write(1, 1, 1, 0, 2, 1, 1, 116, 2 ** 30)],
  ['any values', write(1, 1, 1, 0, 8, 1, 1, 116, 2 ** 30)],
  ['members of an object', write(1, 1, 1, 0, 8, 1, 1, 116, 1, 118, 2 ** 40)],
  ['bytes', write(1, 1, 1, 0, 3, 1, 1, 116, 2 ** 40)],
  ['clients with deletions', write(0, 2 ** 40)],
  ['deletions', write(0, 1, 1, 2 ** 40)],
])('S3: an update is malformed when it announces more %s than it has', (_what, update) => {
  expect(scanUpdate(update).kind).toBe('malformed');
});

test('S3: a state vector is malformed when it announces more clients than it has', () => {
  const state = DocumentState.load([full]);
  for (const vector of [
    write(2 ** 40),
    write(2 ** 25, 1, 1),
    write(1, 1),
    write(1, 1, 2 ** 31),
    write(0, 0),
    new Uint8Array(0),
  ]) {
    expect(state.answer(vector).kind).toBe('malformed');
  }
});

test.each([
  ['a GC struct', write(1, 1, 1, 0, 0, 2 ** 50, 0)],
  ['a deleted item', write(1, 1, 1, 0, 1, 1, 1, 116, 2 ** 50, 0)],
  ['a Skip', write(1, 1, 1, 0, 10, 2 ** 50, 0)],
  ['a sum of two structs', write(1, 2, 1, 0, 0, clockMax, 0, 1, 0)],
  ['the first clock', write(1, 1, 1, 2 ** 50, 0, 1, 0)],
  ['an origin', write(1, 1, 1, 0, 0x84, 2, 2 ** 50, 1, 97, 0)],
  ['a deletion', write(0, 1, 1, 0, 2 ** 50)],
  ['the end of a deletion', write(0, 1, 1, clockMax, 1)],
])('S4: an update is malformed when %s takes a clock past 2^31', (_what, update) => {
  expect(DocumentState.empty().admit(update).kind).toBe('malformed');
});

test('S5: updates after a gap never come in, so the document never has pending structs', () => {
  const doc = new Y.Doc();
  const updates: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array) => updates.push(update));
  for (let i = 0; i < 4000; i++) doc.getText('t').insert(i, 'x');
  const state = DocumentState.empty();
  const bytes = state.bytes;
  for (const update of updates.slice(1)) expect(state.admit(update).kind).toBe('gap');
  expect(state.bytes).toBe(bytes);
  for (const update of updates) expect(state.admit(update).kind).toBe('news');
  expect(openDoc(state.encode()).getText('t').length).toBe(4000);
});

test('nesting is malformed past its bound, in JSON and in any values, and fine up to it', () => {
  const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
  const embed = (text: string) => write(1, 1, 1, 0, 5, 1, 1, 116, text.length, ...Buffer.from(text), 0);
  const any = (depth: number) =>
    write(1, 1, 1, 0, 8, 1, 1, 116, 1, ...Array(depth).fill([117, 1]).flat(), 126, 0);
  for (const make of [(depth: number) => embed(nested(depth)), any]) {
    expect(scanUpdate(make(nestingMax)).kind).toBe('scanned');
    expect(openDoc(make(nestingMax)).store.clients.size).toBe(1);
    expect(scanUpdate(make(nestingMax + 1)).kind).toBe('malformed');
    expect(scanUpdate(make(20_000)).kind).toBe('malformed');
  }
});

test.each([
  ['its own clock', write(1, 1, 1, 0, 0x84, 1, 0, 1, 97, 0)],
  ['a later clock of its own', write(1, 1, 1, 0, 0x44, 1, 9, 1, 97, 0)],
  ['itself as its parent', write(1, 1, 1, 0, 4, 0, 1, 0, 1, 97, 0)],
])('a struct is malformed when it depends on %s, at which Yjs throws', (_what, update) => {
  expect(() => Y.applyUpdate(new Y.Doc(), update)).toThrow();
  expect(scanUpdate(update).kind).toBe('malformed');
});

test('structs of two clients are malformed when they wait for each other, which Yjs would keep pending for ever', () => {
  const circle = write(2, 1, 2, 0, 0x84, 1, 0, 1, 97, 1, 1, 0, 0x84, 2, 0, 1, 97, 0);
  const doc = new Y.Doc();
  Y.applyUpdate(doc, circle);
  expect(doc.store.pendingStructs).not.toBeNull();
  expect(DocumentState.empty().admit(circle).kind).toBe('malformed');
});

/** Overwrites, inserts, removes and copies bytes, most of them near what the format itself uses. */
type Mutation = readonly [kind: number, at: number, value: number, other: number];

const mutation = fc.tuple(
  fc.nat(4),
  fc.nat(1 << 16),
  fc.oneof(
    fc.constantFrom(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 0x44, 0x81, 0x84, 0xc4, 0x7f, 0x80, 0xff),
    fc.nat(255),
  ),
  fc.nat(1 << 16),
);

function mutate(update: Uint8Array, [kind, where, value, other]: Mutation): Uint8Array {
  const at = where % Math.max(1, update.length);
  const from = other % Math.max(1, update.length);
  const bytes = [...update];
  if (kind === 0) bytes[at] = value;
  else if (kind === 1) bytes.splice(at, 0, value);
  else if (kind === 2) bytes.splice(at, 1);
  else if (kind === 3) bytes[at] = ((bytes[at] ?? 0) + (value % 3) - 1) & 0xff;
  else bytes[at] = bytes[from] ?? 0;
  return Uint8Array.from(bytes);
}

test('a mutated update is refused, or every Y.Doc at that state takes it without throwing and with nothing pending', () => {
  const kinds = new Map<string, number>();
  fc.assert(
    fc.property(fc.nat(real.length), fc.array(mutation, { minLength: 1, maxLength: 4 }), (at, mutations) => {
      const base = DocumentState.load([prefix(at)]);
      const face = faceOf(base);
      const replica = openDoc(base.encode());
      const hostile = mutations.reduce(mutate, real[at] ?? full);
      const admission = base.admit(hostile);
      kinds.set(admission.kind, (kinds.get(admission.kind) ?? 0) + 1);
      if (admission.kind !== 'news') {
        expect(faceOf(base)).toEqual(face);
        return;
      }
      Y.applyUpdate(replica, admission.update);
      const reloaded = openDoc(base.encode());
      openDoc(mergeUpdates([prefix(at), admission.update]));
      for (const doc of [replica, reloaded]) {
        expect(doc.store.pendingStructs).toBeNull();
        expect(doc.store.pendingDs).toBeNull();
        Y.encodeStateAsUpdate(doc);
      }
      expect(Y.encodeStateVector(replica)).toEqual(base.stateVector());
      expect(Y.encodeStateVector(reloaded)).toEqual(base.stateVector());
    }),
    { numRuns: runs, seed },
  );
  for (const kind of ['news', 'known', 'gap', 'malformed']) expect(kinds.get(kind) ?? 0).toBeGreaterThan(0);
}, 600_000);

/** The numbers of an update, each as a varUint; a struct's info or a character below 128 is the same as a byte. */
function write(...numbers: readonly number[]): Uint8Array {
  const writer = new ByteWriter();
  for (const number of numbers) {
    if (number >= 0x80 && number < 0x100) writer.writeByte(number);
    else writer.writeUint(number);
  }
  return writer.toBytes();
}
