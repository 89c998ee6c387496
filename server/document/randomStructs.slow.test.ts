import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { ByteWriter } from './byteWriter.ts';
import { openDoc } from './compact.ts';
import { DocumentState } from './documentState.ts';

/**
 * Updates that are well-formed but that no client would make: structs of a few clients that name each other at random. HOSTILE_RUNS
 * sets how many sequences (1500), HOSTILE_SEED repeats one run.
 */
const runs = Number(process.env.HOSTILE_RUNS ?? 1500);
const seed = Number(process.env.HOSTILE_SEED ?? Date.now() % 2 ** 31);

type Id = readonly [client: number, clock: number];

interface Struct {
  readonly content: readonly number[];
  readonly origin: Id | undefined;
  readonly right: Id | undefined;
  readonly parent: Id | string;
  readonly key: string | undefined;
}

interface Section {
  readonly client: number;
  /** Before (negative) or after what the document has of this client. */
  readonly shift: number;
  readonly structs: readonly Struct[];
}

interface Update {
  readonly sections: readonly Section[];
  readonly deletions: readonly (readonly [client: number, clock: number, length: number])[];
}

const clients = [1, 2, 3];
const id = fc.tuple(fc.constantFrom(...clients), fc.nat(9));
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });

/** A reference of content and its bytes. */
const contents: readonly (readonly number[])[] = [
  [0, 2],
  [1, 2],
  [2, 2, 1, 0x31, 9, ...Buffer.from('undefined')],
  [3, 1, 7],
  [4, 2, 0x61, 0x62],
  [4, 4, 0xf0, 0x9f, 0x98, 0x80],
  [5, 2, 0x7b, 0x7d],
  [6, 1, 0x62, 4, ...Buffer.from('true')],
  [6, 1, 0x62, 4, ...Buffer.from('null')],
  [7, 0],
  [7, 1],
  [7, 2],
  [7, 3, 1, 0x70],
  [7, 4],
  [7, 5, 1, 0x70],
  [7, 6],
  [8, 2, 126, 127],
  [9, 1, 0x67, 118, 0],
  [10, 2],
];

const struct: fc.Arbitrary<Struct> = fc.record({
  content: fc.constantFrom(...contents),
  origin: maybe(id),
  right: maybe(id),
  parent: fc.oneof(fc.constantFrom('text', 'map', 'array', 'xml'), id),
  key: maybe(fc.constantFrom('k0', 'nested')),
});

const update: fc.Arbitrary<Update> = fc.record({
  sections: fc.uniqueArray(
    fc.record({
      client: fc.constantFrom(...clients),
      shift: fc.constantFrom(0, 0, 0, 0, -1, -2, 1),
      structs: fc.array(struct, { minLength: 1, maxLength: 4 }),
    }),
    { selector: ({ client }) => client, maxLength: 3 },
  ),
  deletions: fc.array(fc.tuple(fc.constantFrom(...clients), fc.nat(9), fc.integer({ min: 1, max: 3 })), {
    maxLength: 2,
  }),
});

function encode({ sections, deletions }: Update, known: ReadonlyMap<number, number>): Uint8Array {
  const writer = new ByteWriter();
  writer.writeUint(sections.length);
  for (const { client, shift, structs } of sections) {
    writer.writeUint(structs.length);
    writer.writeUint(client);
    writer.writeUint(Math.max(0, (known.get(client) ?? 0) + shift));
    for (const each of structs) writeStruct(writer, each);
  }
  writer.writeUint(deletions.length);
  for (const [client, clock, length] of deletions) writeNumbers(writer, client, 1, clock, length);
  return writer.toBytes();
}

function writeStruct(writer: ByteWriter, { content, origin, right, parent, key }: Struct): void {
  const [ref = 0, ...rest] = content;
  if (ref === 0 || ref === 10) {
    writeNumbers(writer, ...content);
    return;
  }
  writer.writeByte(ref | (origin ? 0x80 : 0) | (right ? 0x40 : 0) | (key === undefined ? 0 : 0x20));
  if (origin !== undefined) writeNumbers(writer, ...origin);
  if (right !== undefined) writeNumbers(writer, ...right);
  if (origin === undefined && right === undefined) {
    if (typeof parent === 'string') writeNumbers(writer, 1, parent.length, ...Buffer.from(parent));
    else writeNumbers(writer, 0, ...parent);
    if (key !== undefined) writeNumbers(writer, key.length, ...Buffer.from(key));
  }
  for (const byte of rest) writer.writeByte(byte);
}

function writeNumbers(writer: ByteWriter, ...numbers: readonly number[]): void {
  for (const number of numbers) writer.writeUint(number);
}

test('wild structs are admitted exactly when a Y.Doc integrates them all, and then it never throws', () => {
  const kinds = new Map<string, number>();
  fc.assert(
    fc.property(fc.array(update, { minLength: 1, maxLength: 8 }), (updates) => {
      const state = DocumentState.empty();
      const replica = new Y.Doc();
      for (const each of updates) {
        const bytes = encode(each, Y.decodeStateVector(state.stateVector()));
        const before = state.encode();
        const admission = state.admit(bytes);
        kinds.set(admission.kind, (kinds.get(admission.kind) ?? 0) + 1);
        if (admission.kind === 'news') {
          Y.applyUpdate(replica, admission.update);
          expectNothingPending(replica);
          expect(Y.encodeStateVector(replica)).toEqual(state.stateVector());
        } else if (admission.kind !== 'known') {
          expect(throwsOrPends(before, bytes)).toBe(true);
        }
      }
      const reloaded = openDoc(state.encode());
      expectNothingPending(reloaded);
      expect(Y.encodeStateVector(reloaded)).toEqual(state.stateVector());
    }),
    { numRuns: runs, seed },
  );
  for (const kind of ['news', 'known', 'gap', 'malformed']) expect(kinds.get(kind) ?? 0).toBeGreaterThan(0);
}, 600_000);

function throwsOrPends(state: Uint8Array, bytes: Uint8Array): boolean {
  const doc = openDoc(state);
  try {
    Y.applyUpdate(doc, bytes);
  } catch {
    return true;
  }
  return doc.store.pendingStructs !== null || doc.store.pendingDs !== null;
}

function expectNothingPending(doc: Y.Doc): void {
  expect(doc.store.pendingStructs).toBeNull();
  expect(doc.store.pendingDs).toBeNull();
}
