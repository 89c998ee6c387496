import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { compact, openDoc } from './compact.ts';
import { type Admission, DocumentState } from './documentState.ts';
import { scanUpdate } from './scan.ts';

/** A client whose updates are kept, one for each edit. */
class Writer {
  readonly doc = new Y.Doc();
  readonly updates: Uint8Array[] = [];
  readonly text = this.doc.getText('t');

  constructor(clientID: number) {
    this.doc.clientID = clientID;
    this.doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== 'peer') this.updates.push(update);
    });
  }

  type(text: string): Uint8Array {
    this.text.insert(this.text.length, text);
    return this.last();
  }

  erase(at: number, length: number): Uint8Array {
    this.text.delete(at, length);
    return this.last();
  }

  hear(update: Uint8Array): void {
    Y.applyUpdate(this.doc, update, 'peer');
  }

  last(): Uint8Array {
    const update = this.updates.at(-1);
    if (update === undefined) throw new Error('nothing was edited');
    return update;
  }
}

function taken(admission: Admission): Uint8Array {
  if (admission.kind !== 'news') throw new Error(`expected news, not ${admission.kind}`);
  return admission.update;
}

function textOf(state: DocumentState): string {
  return openDoc(state.encode()).getText('t').toString();
}

describe('an update is', () => {
  test('news when it continues the document, and the same bytes are passed on', () => {
    const state = DocumentState.empty();
    const update = new Writer(1).type('hi');
    expect(taken(state.admit(update))).toBe(update);
    expect(textOf(state)).toBe('hi');
  });

  test('known when it comes again, alone or within the answer to a SyncStep1', () => {
    const writer = new Writer(1);
    const state = DocumentState.load([writer.type('hello'), writer.erase(1, 2)]);
    for (const update of [...writer.updates, Y.encodeStateAsUpdate(writer.doc), Uint8Array.of(0, 0)]) {
      expect(state.admit(update)).toEqual({ kind: 'known' });
    }
  });

  test('known when it only repeats deletions, which every SyncStep2 does', () => {
    const writer = new Writer(1);
    const state = DocumentState.load([writer.type('hello'), writer.erase(1, 2)]);
    const reconnect = Y.encodeStateAsUpdate(writer.doc, state.stateVector());
    expect(reconnect.length).toBeGreaterThan(2);
    expect(state.admit(reconnect).kind).toBe('known');
  });

  test('a gap when it starts past what is there', () => {
    const writer = new Writer(1);
    writer.type('a');
    expect(DocumentState.empty().admit(writer.type('b')).kind).toBe('gap');
  });

  test('a gap when it hangs on what another client typed and is missing', () => {
    const [first, second] = [new Writer(1), new Writer(2)];
    second.hear(first.type('a'));
    expect(DocumentState.empty().admit(second.type('b')).kind).toBe('gap');
    expect(DocumentState.load(first.updates).admit(second.last()).kind).toBe('news');
  });

  test('a gap when it deletes what is missing', () => {
    const writer = new Writer(1);
    writer.type('abc');
    expect(DocumentState.empty().admit(writer.erase(0, 1)).kind).toBe('gap');
  });

  test('a gap when it leaves out what is missing in its middle', () => {
    const writer = new Writer(1);
    const [first, , third] = [writer.type('a'), writer.type('b'), writer.type('c')];
    const holed = Y.mergeUpdates([first, third]);
    expect(DocumentState.empty().admit(holed).kind).toBe('gap');
    expect(DocumentState.load(writer.updates.slice(0, 2)).admit(holed).kind).toBe('news');
  });

  test('news when clients in it hang on each other back and forth without a circle', () => {
    const [first, second] = [new Writer(1), new Writer(2)];
    for (let i = 0; i < 50; i++) {
      second.hear(first.type('a'));
      first.hear(second.type('b'));
    }
    const update = Y.encodeStateAsUpdate(first.doc);
    expect(DocumentState.empty().admit(update).kind).toBe('news');
    expect(textOf(DocumentState.load([update]))).toBe('ab'.repeat(50));
  });
});

test('news is passed on without what was known, so a reconnect costs the others only what is new', () => {
  const writer = new Writer(1);
  const state = DocumentState.load([
    writer.type('x'.repeat(1000)),
    writer.erase(10, 5),
    writer.erase(100, 5),
  ]);
  writer.type('new');
  writer.erase(500, 1);
  const update = taken(state.admit(Y.encodeStateAsUpdate(writer.doc)));
  expect(update.length).toBeLessThan(40);
  expect(textOf(state)).toBe(writer.text.toString());
  const scan = scanUpdate(update);
  expect(scan.kind === 'scanned' && [scan.scan.structs[0]?.from, scan.scan.deleted]).toEqual([
    1000,
    [{ client: 1, clocks: [510, 511] }],
  ]);
});

test('a struct of which a part is known is cut, also within text beyond the basic plane', () => {
  const writer = new Writer(1);
  const state = DocumentState.load([writer.type('😀é')]);
  writer.type('日😀!');
  const update = taken(state.admit(Y.encodeStateAsUpdate(writer.doc)));
  const reader = new Y.Doc();
  for (const each of [writer.updates[0], update]) Y.applyUpdate(reader, each ?? new Uint8Array());
  expect(reader.getText('t').toString()).toBe('😀é日😀!');
  expect(textOf(state)).toBe('😀é日😀!');
});

test('an update whose sections are not in the order of Yjs is taken, and passed on in that order', () => {
  const ascending = Uint8Array.of(2, 1, 1, 0, 4, 1, 1, 116, 1, 97, 1, 2, 0, 4, 1, 1, 116, 1, 98, 0);
  const update = taken(DocumentState.empty().admit(ascending));
  expect([update[2], update[11]]).toEqual([2, 1]);
  expect(openDoc(update).getText('t').toString()).toBe(openDoc(ascending).getText('t').toString());
});

test('garbage is deleted without being named, but says nothing about clocks that are known', () => {
  const writer = new Writer(1);
  const state = DocumentState.load([writer.type('abc')]);
  const garbage = Uint8Array.of(1, 1, 1, 0, 0, 5, 0);
  expect(state.admit(garbage).kind).toBe('news');
  expect(state.admit(Uint8Array.of(0, 1, 1, 1, 3, 2)).kind).toBe('known');
  expect(state.admit(writer.erase(0, 1)).kind).toBe('news');
  expect(textOf(state)).toBe('bc');
});

test('a document loads from checkpoint and entries, and names the entry that it cannot take', () => {
  const writer = new Writer(1);
  const [first, second, third] = [writer.type('a'), writer.type('b'), writer.type('c')];
  const checkpoint = compact(DocumentState.load([first, second]).encode());
  expect(textOf(DocumentState.load([checkpoint, second, third]))).toBe('abc');
  expect(() => DocumentState.load([checkpoint, third, Uint8Array.of(7)])).toThrow('update 2 is malformed');
  expect(() => DocumentState.load([first, third])).toThrow('update 1 leaves a gap');
});

test('a state vector is the bytes that Yjs writes', () => {
  const [first, second] = [new Writer(2 ** 40), new Writer(7)];
  second.hear(first.type('abc'));
  second.type('d');
  const state = DocumentState.load([...first.updates, ...second.updates]);
  expect(state.stateVector()).toEqual(Y.encodeStateVector(second.doc));
  expect(DocumentState.empty().stateVector()).toEqual(Uint8Array.of(0));
});

describe('an answer', () => {
  test('is everything when the vector is empty, and the empty update when there is nothing', () => {
    const writer = new Writer(1);
    const state = DocumentState.load([writer.type('abc')]);
    expect(state.answer(Uint8Array.of(0))).toEqual({ kind: 'update', update: state.encode() });
    expect(DocumentState.empty().answer(Uint8Array.of(0))).toEqual({
      kind: 'update',
      update: Uint8Array.of(0, 0),
    });
  });

  test('carries all deletions even when the vector is up to date', () => {
    const writer = new Writer(1);
    const state = DocumentState.load([writer.type('abc')]);
    const late = new Writer(2);
    late.hear(state.encode());
    state.admit(writer.erase(0, 2));
    const answer = state.answer(Y.encodeStateVector(late.doc));
    if (answer.kind === 'update') late.hear(answer.update);
    expect(late.text.toString()).toBe('c');
  });

  test('is shared by all who lack the same, and made anew after news', () => {
    const writer = new Writer(1);
    const state = DocumentState.load([writer.type('abc')]);
    const [ask, stranger] = [Uint8Array.of(1, 1, 2), Uint8Array.of(2, 9, 4, 1, 2)];
    const answer = state.answer(ask);
    expect(answer.kind === 'update' && state.answer(stranger)).toEqual(answer);
    state.admit(writer.type('d'));
    expect(state.answer(ask)).not.toEqual(answer);
  });

  test('cuts anywhere in a long document to the byte as Yjs does', () => {
    const writer = new Writer(1);
    for (let i = 0; i < 3000; i++)
      writer.text.insert((i * 7919) % (writer.text.length + 1), i % 9 === 0 ? 'words' : 'w');
    const state = DocumentState.load(writer.updates);
    for (let clock = 0; clock <= 4333; clock += 151) {
      const vector = Uint8Array.of(1, 1, (clock & 0x7f) | 0x80, clock >> 7);
      expect(state.answer(vector)).toEqual({ kind: 'update', update: Y.diffUpdate(state.encode(), vector) });
    }
  });
});

test('a state takes about its bytes in memory, and says so', () => {
  const writer = new Writer(1);
  const state = DocumentState.empty();
  for (let i = 0; i < 2000; i++) state.admit(writer.type('x'));
  const size = state.encode().length;
  expect(state.bytes).toBeGreaterThan(size);
  expect(state.bytes).toBeLessThan(3 * size);
});

test('a state goes on from its compacted form, with what came meanwhile, in fewer bytes', () => {
  const doc = new Y.Doc();
  const updates: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array) => updates.push(update));
  const text = doc.getText('t');
  for (let at = 0; at < 2000; at++) text.insert(at, 'x');
  text.delete(500, 1000);
  const state = DocumentState.load(updates);
  const compacted = compact(state.encode());
  const known = updates.length;
  text.insert(0, 'meanwhile');
  text.delete(100, 50);
  for (const update of updates.slice(known)) expect(state.admit(update).kind).toBe('news');
  const { bytes } = state;
  state.adopt(compacted);
  expect(state.bytes).toBeLessThan(bytes / 10);
  expect(textOf(state)).toBe(text.toString());
  text.insert(3, 'later');
  for (const update of updates.slice(-1)) expect(state.admit(update).kind).toBe('news');
  expect(textOf(state)).toBe(text.toString());
  expect(state.admit(updates[0] ?? new Uint8Array()).kind).toBe('known');
});
