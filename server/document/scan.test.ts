import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { editRandomly, rootTypes } from './randomEdits.fixture.ts';
import { scanUpdate, type UpdateScan } from './scan.ts';

function scan(update: Uint8Array): UpdateScan {
  const result = scanUpdate(update);
  if (result.kind === 'malformed') throw new Error(result.reason);
  return result.scan;
}

function updateOf(edit: (doc: Y.Doc) => void, clientID = 1): Uint8Array {
  const doc = new Y.Doc();
  doc.clientID = clientID;
  doc.transact(() => edit(doc));
  return Y.encodeStateAsUpdate(doc);
}

function hex(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'));
}

test('a scan reports structs, deletions and dependencies of the update that WIRE 1.6 prints', () => {
  expect(scan(hex('01 01 01 00 04 01 01 74 02 68 69 00'))).toEqual({
    structs: [{ client: 1, from: 0, to: 2, count: 1, start: 4, end: 11 }],
    deleted: [],
    collected: [],
    depends: [],
    descending: true,
  });
});

test('a scan reports what structs name of other clients, leaving out what follows from an earlier one', () => {
  const update = hex('01 03 02 00 84 01 05 01 61 c4 02 00 01 04 01 62 44 01 07 01 63 00');
  expect(scan(update).depends).toEqual([
    { client: 2, clock: 0, onClient: 1, onClock: 5 },
    { client: 2, clock: 2, onClient: 1, onClock: 7 },
  ]);
});

test('a scan says which clocks are collected, in one range where they touch, when they are garbage or deleted items', () => {
  expect(scan(hex('01 02 01 00 00 03 81 01 02 04 00')).collected).toEqual([{ client: 1, clocks: [0, 7] }]);
});

test('a scan begins a new run when a Skip leaves clocks out', () => {
  const runs = scan(hex('01 03 01 00 00 01 0a 05 00 01 00')).structs;
  expect(runs.map(({ from, to, count }) => ({ from, to, count }))).toEqual([
    { from: 0, to: 1, count: 1 },
    { from: 6, to: 7, count: 1 },
  ]);
});

describe('a scan accepts what Yjs makes of', () => {
  test.each<[string, (doc: Y.Doc) => void]>([
    ['text with emoji', (doc) => doc.getText('t').insert(0, 'é日😀👩‍👩‍👧‍👦\ufeff\0')],
    ['half a surrogate pair', (doc) => doc.getText('t').insert(0, 'a\ud83db')],
    ['formats', (doc) => doc.getText('t').insert(0, 'x', { link: { href: '"\\😀' }, bold: null, n: 1 })],
    ['embeds', (doc) => doc.getText('t').insertEmbed(0, { a: [[], {}, '\\"['] })],
    [
      'undefined, bigint, floats and bytes',
      (doc) => doc.getMap('m').set('k', [undefined, 2n ** 62n, 0.1, -0, new Uint8Array(9)]),
    ],
    ['binary', (doc) => doc.getArray('a').insert(0, [new Uint8Array(300)])],
    [
      'subdocuments',
      (doc) => doc.getArray('a').insert(0, [new Y.Doc({ autoLoad: true, gc: false, meta: { a: 1n } })]),
    ],
    [
      'XML',
      (doc) =>
        doc
          .getXmlFragment('x')
          .insert(0, [new Y.XmlElement('p'), new Y.XmlText('t'), new Y.XmlHook('h') as unknown as Y.XmlText]),
    ],
    [
      'nested types',
      (doc) =>
        doc
          .getMap('m')
          .set('a', new Y.Array())
          .insert(0, [new Y.Map([['t', new Y.Text('x')]])]),
    ],
    ['an empty name', (doc) => doc.getMap('').set('', '')],
  ])('%s', (_what, edit) => {
    const update = updateOf(edit, 2 ** 45);
    const { structs } = scan(update);
    expect(structs.at(-1)?.to).toBe(Y.decodeStateVector(Y.encodeStateVectorFromUpdate(update)).get(2 ** 45));
  });

  test('JSON content of older versions, with undefined in it', () => {
    const update = hex('01 01 01 00 02 01 01 61 03 09 756e646566696e6564 02 7b7d 04 6e756c6c 00');
    const doc = new Y.Doc();
    Y.applyUpdate(doc, update);
    expect(doc.getArray('a').toArray()).toEqual([undefined, {}, null]);
    expect(scan(update).structs[0]?.to).toBe(3);
  });

  test('any edits, alone, merged and as differences', () => {
    const dice = fc.record({ kind: fc.nat(99), where: fc.nat(999), what: fc.nat(999) });
    fc.assert(
      fc.property(fc.array(dice, { maxLength: 40 }), (edits) => {
        const [left, right] = [new Y.Doc(), new Y.Doc()];
        const updates: Uint8Array[] = [];
        for (const doc of [left, right]) {
          rootTypes(doc);
          doc.on('update', (update: Uint8Array) => updates.push(update));
        }
        edits.forEach((each, index) => {
          const [doc, other] = index % 2 === 0 ? [left, right] : [right, left];
          editRandomly(doc, each);
          if (index % 5 === 0) Y.applyUpdate(other, Y.encodeStateAsUpdate(doc, Y.encodeStateVector(other)));
        });
        for (const update of updates) expectSameRanges(update);
        for (let i = 1; i < updates.length; i += 3) {
          expectSameRanges(Y.mergeUpdates(updates.filter((_, index) => index % i !== 1)));
        }
      }),
      { numRuns: 300 },
    );
  });
});

/** Yjs's own decoder is the measure. */
function expectSameRanges(update: Uint8Array): void {
  const { structs, ds } = Y.decodeUpdate(update);
  const expected = structs
    .filter((struct) => !(struct instanceof Y.Skip))
    .flatMap(({ id, length }) => Array.from({ length }, (_, index) => `${id.client}:${id.clock + index}`));
  const found = scan(update);
  const actual = found.structs.flatMap(({ client, from, to }) =>
    Array.from({ length: to - from }, (_, index) => `${client}:${from + index}`),
  );
  expect(actual).toEqual(expected);
  expect(found.structs.reduce((sum, { count }) => sum + count, 0)).toBe(
    structs.filter((struct) => !(struct instanceof Y.Skip)).length,
  );
  expect(found.descending).toBe(true);
  const deletions = [...ds.clients].map(([client, items]) => ({
    client,
    clocks: items.flatMap(({ clock, len }) => [clock, clock + len]),
  }));
  expect(found.deleted).toEqual(deletions);
}

describe('a scan finds malformed', () => {
  test.each([
    ['nothing', ''],
    ['no delete set', '00'],
    ['bytes behind the end', '00 00 00'],
    ['a number of nine bytes', '80 80 80 80 80 80 80 80 00 00'],
    ['a number over 2^53', 'ff ff ff ff ff ff ff 7f 00'],
    ['two sections of one client', '02 01 01 00 00 01 01 01 01 00 01 00'],
    ['an empty struct', '01 01 01 00 00 00 00'],
    ['empty text', '01 01 01 00 04 01 01 74 00 00'],
    ['an empty deletion', '00 01 01 01 00 00'],
    ['a content that does not exist', '01 01 01 00 0b 01 01 74 00'],
    ['a Skip that says it has an origin', '01 01 01 00 8a 01 00'],
    ['a type that does not exist', '01 01 01 00 07 01 01 74 07 00'],
    ['a parent that is neither name nor id', '01 01 01 00 04 02 01 74 01 61 00'],
    ['an overlong UTF-8 sequence', '01 01 01 00 04 01 01 74 02 c0 80 00'],
    ['a surrogate in UTF-8', '01 01 01 00 04 01 01 74 03 ed a0 80 00'],
    ['a character past U+10FFFF', '01 01 01 00 04 01 01 74 04 f4 90 80 80 00'],
    ['a UTF-8 sequence that is cut off', '01 01 01 00 04 01 01 74 02 f0 9f 00'],
    ['JSON that does not parse', '01 01 01 00 05 01 01 74 02 7b 5d 00'],
    ['a value of no kind', '01 01 01 00 08 01 01 74 01 80 00'],
    ['a subdocument without options', '01 01 01 00 09 01 01 74 01 67 7e 00'],
    ['a subdocument that replaces its guid', '01 01 01 00 09 01 01 74 01 67 76 01 04 67756964 7d 05 00'],
  ])('%s', (_what, bytes) => {
    expect(scanUpdate(hex(bytes)).kind).toBe('malformed');
  });
});
