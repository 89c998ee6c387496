import * as Y from 'yjs';

/** One thing that somebody sends who means harm, or a real thing to be spoiled. */
export interface Specimen {
  readonly title: string;
  readonly bytes: Uint8Array;
}

const text = (value: string): Uint8Array => new TextEncoder().encode(value);

/** A number as lib0 writes it, however large. */
function varUint(value: bigint | number): Uint8Array {
  const groups: number[] = [];
  let rest = BigInt(value);
  do {
    groups.push(Number(rest & 0x7fn) | (rest > 0x7fn ? 0x80 : 0));
    rest >>= 7n;
  } while (rest > 0n);
  return Uint8Array.from(groups);
}

/** Numbers stand for themselves, texts and bytes for a length and what they hold. */
function build(...parts: readonly (number | bigint | string | Uint8Array)[]): Uint8Array {
  return Buffer.concat(
    parts.flatMap((part) => {
      if (typeof part === 'number' || typeof part === 'bigint') return [varUint(part)];
      const body = typeof part === 'string' ? text(part) : part;
      return [varUint(body.length), body];
    }),
  );
}

const raw = (...parts: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts));

/** The numbers at and behind every edge that a server may have in mind. */
export const edges: readonly bigint[] = [
  0x7fn,
  0x3fffn,
  2n ** 21n,
  2n ** 25n - 1n,
  2n ** 31n - 1n,
  2n ** 31n,
  2n ** 32n,
  2n ** 50n,
  2n ** 53n - 1n,
  2n ** 53n,
  2n ** 64n,
];

/** Struct kinds of encoding V1. */
const kinds = {
  gc: 0,
  deleted: 1,
  json: 2,
  string: 4,
  embed: 5,
  format: 6,
  any: 8,
  doc: 9,
  skip: 10,
} as const;
const noDeletions = Uint8Array.of(0);

/** An update of one struct of client 77 in the root text "text". */
function structOf(kind: number, ...content: Uint8Array[]): Uint8Array {
  return raw(build(1, 1, 77, 0), Uint8Array.of(kind, 1), build('text'), ...content, noDeletions);
}

const brackets = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);

/** Updates that none of Yjs's clients would make. */
export const hostileUpdates: readonly Specimen[] = [
  { title: 'nothing', bytes: Uint8Array.of() },
  { title: 'encoding V2', bytes: Uint8Array.of(0, 0, 5, 1, 0, 0, 6, 0) },
  { title: 'embedded JSON that is none', bytes: structOf(kinds.embed, build('{')) },
  { title: 'a format whose JSON is none', bytes: structOf(kinds.format, build('bold', 'tru')) },
  { title: 'JSON content that is none', bytes: structOf(kinds.json, build(1, '{"a":')) },
  { title: 'half a character', bytes: structOf(kinds.string, build(Uint8Array.of(0xf0, 0x9f, 0x98))) },
  { title: 'an empty string', bytes: structOf(kinds.string, build('')) },
  {
    title: 'a subdocument with another guid',
    bytes: structOf(
      kinds.doc,
      build('a'),
      Uint8Array.of(118),
      build(1, 'guid'),
      Uint8Array.of(119),
      build('b'),
    ),
  },
  { title: 'an unknown value', bytes: structOf(kinds.any, build(1), Uint8Array.of(5)) },
  { title: 'an unknown struct', bytes: structOf(15) },
  ...[1000, 20_000, 100_000].flatMap((depth) => [
    { title: `an embed ${depth} deep`, bytes: structOf(kinds.embed, build(brackets(depth))) },
    { title: `a format ${depth} deep`, bytes: structOf(kinds.format, build('bold', brackets(depth))) },
    { title: `JSON content ${depth} deep`, bytes: structOf(kinds.json, build(1, brackets(depth))) },
    {
      title: `a value ${depth} deep`,
      bytes: structOf(
        kinds.any,
        build(1),
        raw(...Array.from({ length: depth }, () => Uint8Array.of(117, 1))),
        Uint8Array.of(126),
      ),
    },
  ]),
  ...edges.flatMap((edge) => [
    { title: `${edge} clients (S3)`, bytes: raw(build(edge), noDeletions) },
    { title: `${edge} structs (S3)`, bytes: raw(build(1, edge, 77, 0), noDeletions) },
    { title: `a client called ${edge}, torn`, bytes: build(1, 1, edge, 0, 4) },
    { title: `a string of ${edge} bytes`, bytes: structOf(kinds.string, build(edge)) },
    { title: `${edge} values`, bytes: structOf(kinds.any, build(edge)) },
    { title: `${edge} JSON values`, bytes: structOf(kinds.json, build(edge)) },
    { title: `deleting in ${edge} clients (S3)`, bytes: build(0, edge) },
    { title: `${edge} deleted ranges (S3)`, bytes: build(0, 1, 1, edge) },
  ]),
  ...edges
    .filter((edge) => edge >= 2n ** 31n)
    .flatMap((edge) => [
      {
        title: `garbage of length ${edge} (S4)`,
        bytes: raw(build(1, 1, 77, 0), Uint8Array.of(kinds.gc), build(edge), noDeletions),
      },
      {
        title: `garbage at clock ${edge} (S4)`,
        bytes: raw(build(1, 1, 77, edge), Uint8Array.of(kinds.gc), build(1), noDeletions),
      },
      {
        title: `a gap of ${edge} (S4, S5)`,
        bytes: raw(build(1, 1, 77, 0), Uint8Array.of(kinds.skip), build(edge), noDeletions),
      },
      { title: `a deleted content of length ${edge} (S4)`, bytes: structOf(kinds.deleted, build(edge)) },
      { title: `a deletion of length ${edge} (S4)`, bytes: build(0, 1, 77, 1, 0, edge) },
      { title: `a deletion at clock ${edge} (S4)`, bytes: build(0, 1, 77, 1, edge, 1) },
    ]),
];

/** State vectors that lie about themselves. */
export const hostileVectors: readonly Specimen[] = [
  { title: 'nothing', bytes: Uint8Array.of() },
  { title: 'too much', bytes: Uint8Array.of(0, 0) },
  ...edges.map((edge) => ({ title: `${edge} clients (S3)`, bytes: build(edge) })),
  ...edges
    .filter((edge) => edge >= 2n ** 31n)
    .map((edge) => ({ title: `a clock of ${edge} (S4)`, bytes: build(1, 77, edge) })),
];

/** Presence that clients could not read, or not send on. */
export const hostilePresences: readonly Specimen[] = [
  { title: 'nothing', bytes: Uint8Array.of() },
  { title: 'too much', bytes: Uint8Array.of(0, 0) },
  ...['{', '7', '"x"', 'nul', '{"a":}', '', 'undefined'].map((state) => ({
    title: `the state ${state}`,
    bytes: build(1, 77, 1, state),
  })),
  { title: 'half a character', bytes: build(1, 77, 1, Uint8Array.of(0x22, 0xc3)) },
  { title: 'a state of 1 MB', bytes: build(1, 77, 1, JSON.stringify({ x: 'x'.repeat(2 ** 20) })) },
  ...[1000, 16_000].map((depth) => ({
    title: `a state ${depth} deep`,
    bytes: build(1, 77, 1, brackets(depth)),
  })),
  ...edges
    .filter((edge) => edge > 0x7fn)
    .map((edge) => ({ title: `${edge} people (S3)`, bytes: build(edge) })),
  ...edges
    .filter((edge) => edge >= 2n ** 31n)
    .map((edge) => ({ title: `a clock of ${edge} (S4)`, bytes: build(1, 77, edge, '{}') })),
];

/** What real clients send, with every kind of content, each small. */
export function realUpdates(): readonly Uint8Array[] {
  const doc = new Y.Doc();
  doc.clientID = 900_001;
  const updates: Uint8Array[] = [];
  doc.on('update', (update) => updates.push(update));
  const shared = doc.getText('text');
  shared.insert(0, 'plain and 🙂 text');
  shared.format(2, 5, { bold: true, link: { href: 'https://example.org' } });
  shared.insertEmbed(3, { image: 'x', list: [1, [2, { three: null }]] });
  shared.delete(1, 4);
  const map = doc.getMap('meta');
  map.set('any', { a: [1.5, -7, 2 ** 40, true, null, undefined, 'é'], bytes: Uint8Array.of(1, 2) });
  map.set('any', 12);
  const paragraph = new Y.XmlElement('block');
  doc.getXmlFragment('prosemirror').insert(0, [paragraph, new Y.XmlText('xml')]);
  paragraph.setAttribute('kind', 'heading');
  paragraph.insert(0, [new Y.XmlText('title'), new Y.XmlHook('hook') as unknown as Y.XmlText]);
  doc.getArray('list').insert(0, [1, 'two', new Y.Map(), new Y.Array()]);
  map.set('sub', new Y.Doc({ guid: 'sub' }));
  doc.getArray('list').delete(0, 2);
  return [...updates, Y.encodeStateAsUpdate(doc)];
}

export const realVector: Uint8Array = build(3, 1, 5, 77, 300, 900_001, 4);
export const realPresence: Uint8Array = build(2, 77, 1, '{"name":"Anna","color":"#fff"}', 78, 300, 'null');
