import * as Y from 'yjs';

// Material for the tests of this folder: edits of every kind that Yjs has, chosen by three numbers, so that a failure can shrink.

export interface Dice {
  readonly kind: number;
  readonly where: number;
  readonly what: number;
}

const words = [
  'a',
  'be',
  'sea ',
  '\n',
  '😀',
  '👩‍👩‍👧‍👦',
  'é',
  'ü̈',
  '日本',
  '\u{1F1E9}\u{1F1EA}',
  '"\\',
  '\ufeff',
];
const values: readonly unknown[] = [
  null,
  undefined,
  true,
  -7,
  0.5,
  1e300,
  2n ** 60n,
  'text 😀',
  [1, [2, { deep: [] }]],
  { a: 1, b: { c: undefined } },
  Uint8Array.of(1, 2, 3),
];
const formats: readonly Record<string, unknown>[] = [
  { bold: true },
  { bold: null },
  { link: { href: 'https://example.org/' } },
  { color: 'red', italic: {} },
];

type Edit = (doc: Y.Doc, dice: Dice) => void;

const edits: readonly Edit[] = [
  (doc, dice) => type(doc.getText('text'), dice),
  (doc, dice) => type(doc.getText('text'), dice),
  (doc, dice) => erase(doc.getText('text'), dice),
  (doc, dice) => format(doc.getText('text'), dice),
  (doc, { where, what }) => {
    const text = doc.getText('text');
    const at = snap(text, where % (text.length + 1));
    // A copy: Yjs adds to the attributes that it is given.
    if (what % 2 === 0) text.insertEmbed(at, { image: pick(words, what) }, { ...pick(formats, where) });
    else text.insertEmbed(at, new Y.Map([['in', what]]));
  },
  (doc, { where, what }) => void doc.getMap('map').set(`k${where % 3}`, pick(values, what)),
  (doc, { where }) => doc.getMap('map').delete(`k${where % 3}`),
  (doc, dice) => editNested(doc.getMap('map'), dice),
  (doc, { where, what }) => {
    const array = doc.getArray('array');
    array.insert(where % (array.length + 1), [
      listable(pick(values, what)),
      listable(pick(values, what + 1)),
      what,
    ]);
  },
  (doc, { where, what }) => {
    const array = doc.getArray('array');
    if (array.length === 0) array.push([new Y.Doc({ guid: `sub${what}`, meta: { what } })]);
    else array.delete(where % array.length, 1);
  },
  (doc, dice) => insertElement(doc.getXmlFragment('xml'), dice),
  (doc, dice) => insertElement(doc.getXmlFragment('xml'), dice),
  (doc, dice) => editElement(doc.getXmlFragment('xml'), dice),
  (doc, dice) => editElement(doc.getXmlFragment('xml'), dice),
  (doc, { where }) => {
    const xml = doc.getXmlFragment('xml');
    if (xml.length > 0) xml.delete(where % xml.length, 1);
  },
];

/** Makes one random edit, in one transaction. */
export function editRandomly(doc: Y.Doc, dice: Dice): void {
  doc.transact(() => pick(edits, dice.kind)(doc, dice), 'user');
}

/** The types that the edits are in; to be called once for each doc, so that events and undo know their kinds. */
export function rootTypes(doc: Y.Doc): Y.AbstractType<unknown>[] {
  const types = [doc.getText('text'), doc.getMap('map'), doc.getArray('array'), doc.getXmlFragment('xml')];
  return types as unknown as Y.AbstractType<unknown>[];
}

/** What a reader sees, for comparison. */
export function contentOf(doc: Y.Doc): unknown {
  return {
    text: doc.getText('text').toDelta().map(plain),
    map: doc.getMap('map').toJSON(),
    array: doc.getArray('array').toArray().map(plain),
    xml: doc.getXmlFragment('xml').toString(),
    attributes: doc
      .getXmlFragment('xml')
      .toArray()
      .map((child) => (child instanceof Y.XmlElement ? child.getAttributes() : null)),
  };
}

function plain(value: unknown): unknown {
  if (value instanceof Y.Doc) return { guid: value.guid, meta: value.meta };
  if (value instanceof Y.AbstractType) return value.toJSON();
  if (typeof value !== 'object' || value === null || !('insert' in value)) return value;
  return { ...value, insert: plain(value.insert) };
}

/**
 * As an editor does, nobody puts the cursor between the halves of a surrogate pair: Yjs replaces both halves for whoever splits an
 * item there, but not for everybody else (E21).
 */
function snap(text: Y.Text, at: number): number {
  const units = text
    .toDelta()
    .map(({ insert }: { insert: unknown }) => (typeof insert === 'string' ? insert : '*'));
  const unit = units.join('').charCodeAt(at);
  return (unit & 0xfc00) === 0xdc00 ? at + 1 : at;
}

function type(text: Y.Text, { where, what }: Dice): void {
  text.insert(snap(text, where % (text.length + 1)), pick(words, what));
}

function erase(text: Y.Text, dice: Dice): void {
  const { from, to } = rangeIn(text, dice);
  if (to > from) text.delete(from, to - from);
}

function format(text: Y.Text, dice: Dice): void {
  const { from, to } = rangeIn(text, dice);
  if (to > from) text.format(from, to - from, { ...pick(formats, dice.what) });
}

function rangeIn(text: Y.Text, { where, what }: Dice): { readonly from: number; readonly to: number } {
  if (text.length === 0) return { from: 0, to: 0 };
  const from = where % text.length;
  const to = from + 1 + (what % Math.min(8, text.length - from));
  return { from: snap(text, from), to: snap(text, to) };
}

/** Arrays take neither of the two by themselves, but within objects. */
function listable(value: unknown): unknown {
  return value === undefined || typeof value === 'bigint' ? { value } : value;
}

function editNested(map: Y.Map<unknown>, { kind, where, what }: Dice): void {
  const nested = map.get('nested');
  if (nested instanceof Y.Text) type(nested, { kind, where, what });
  else if (nested instanceof Y.Array) nested.insert(0, [listable(pick(values, what))]);
  else if (nested instanceof Y.Map && what % 4 > 0) nested.set(`n${where % 2}`, pick(values, what));
  if (nested === undefined || what % 4 === 0) {
    map.set('nested', pick([new Y.Text('new'), new Y.Array(), new Y.Map()] as unknown[], where));
  }
}

function insertElement(xml: Y.XmlFragment, { where, what }: Dice): void {
  const at = where % (xml.length + 1);
  if (what % 5 === 0) xml.insert(at, [new Y.XmlText(pick(words, what))]);
  else {
    const element = new Y.XmlElement('block');
    element.setAttribute('kind', pick(['paragraph', 'heading'], what));
    element.insert(0, [new Y.XmlText(pick(words, where))]);
    xml.insert(at, [element]);
  }
}

function editElement(xml: Y.XmlFragment, { kind, where, what }: Dice): void {
  if (xml.length === 0) return;
  const child = xml.get(where % xml.length);
  if (child instanceof Y.XmlText) {
    format(child, { kind, where: what, what: where });
    return;
  }
  if (!(child instanceof Y.XmlElement)) return;
  const first = child.length > 0 ? child.get(0) : undefined;
  if (what % 4 === 0) child.setAttribute('kind', pick(words, where));
  else if (what % 4 === 1) child.insert(0, [new Y.XmlElement('hardBreak')]);
  else if (first instanceof Y.XmlText && what % 4 === 2) type(first, { kind, where, what });
  else if (first instanceof Y.XmlText) format(first, { kind, where: what, what: where });
}

function pick<T>(choices: readonly T[], number: number): T {
  const chosen = choices[number % choices.length];
  if (chosen === undefined && choices.length === 0) throw new Error('nothing to choose from');
  return chosen as T;
}
