import fc, { type Arbitrary } from 'fast-check';
import { Fragment, type Mark, type MarkType, type Node, type NodeType } from 'prosemirror-model';
import { blockKinds, tones } from '../schema/block.ts';
import { colorNames } from '../schema/palette.ts';
import { alignments } from '../schema/place.ts';
import { schema } from '../schema/schema.ts';
import { isPlaceholder } from '../schema/unknown.ts';

/**
 * Any document that the schema allows, made from the schema itself: a type or an attribute that is added to it is in here by
 * itself. Attributes often have values that mean something, sometimes any of their type.
 */

/** Values that mean something, by the attribute's name. */
const meant: Readonly<Record<string, readonly unknown[]>> = {
  kind: [...blockKinds, ...blockKinds, 'poem'],
  level: [1, 2, 6, 7],
  indent: [null, null, null, 1, 1, 2, 3, 8, 9],
  quoted: [null, null, null, 1, 2, 8],
  checked: [true, null],
  folded: [true, null],
  header: [true, null],
  align: [null, null, ...alignments, 'left'],
  start: [null, null, 0, 1, 2, 7, 999_999_999],
  tone: [null, ...tones, 'joy'],
  color: [null, ...colorNames, 'url(x)'],
  background: [null, null, ...colorNames],
  language: [null, 'js', 'c++', 'a b', '```'],
  href: [
    'https://x.org/',
    '/a_b*c?d=e&amp;f#(g)',
    'mailto:a@b.org',
    'https://x.org/ä|"<>`[]^',
    'javascript:x',
    '#',
  ],
  src: [
    null,
    'https://x.org/a.png',
    '/a(b).png',
    'data:image/png;base64,iVBORw0KGgo=',
    'javascript:x',
    'a|b',
  ],
  width: [null, null, null, 16, 320, 9999],
  size: [null, 0, 1234],
  id: [null, 'ada', '"&'],
};

/** What looks like Markdown or HTML, or is lost where it isn't looked after. */
const fragments = [
  ...'\\`*_{}[]()<>#+-.!|~$&;:=^"\'@/ \t\n\r0123aZ',
  ...[
    '  ',
    '**',
    '__',
    '~~',
    '``',
    '```',
    '~~~',
    '---',
    '***',
    '===',
    '# ',
    '## ',
    '> ',
    '- ',
    '+ ',
    '1. ',
    '1) ',
    '$$',
  ],
  ...[
    '[ ] ',
    '[x] ',
    '[^1]',
    '[^1]: a',
    '[a]: b',
    '![',
    '](',
    '<b>',
    '</p>',
    '<!--',
    '-->',
    '&amp;',
    '&#32;',
    '&lt',
    ':--',
  ],
  ...[
    '| a |',
    '[!NOTE]',
    '<https://x.org>',
    'https://x.org',
    'a@b.org',
    '\u00a0',
    '\u200b',
    '\ufeff',
    '\u2028',
    '😀',
    '\ud83d',
  ],
  ...['שלום', '漢字', '\0', '\u0001', '\u0085', 'one', 'two ', ' three', 'é'],
];

const text: Arbitrary<string> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .array(fc.constantFrom(...fragments), { minLength: 1, maxLength: 6 })
      .map((all) => all.join('')),
  },
  { weight: 3, arbitrary: fc.constantFrom('one', 'two words', 'x', 'a, b.', '(c)') },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', minLength: 1, maxLength: 8 }) },
);

/** A document with blocks of all types and kinds, some of them in tables. */
export const anyDoc: Arbitrary<Node> = nodeOf(schema.nodes.doc, 6);

function nodeOf(type: NodeType, sizeMax: number): Arbitrary<Node> {
  const attributes = attributesOf(type.spec.attrs ?? {});
  const children = type.isLeaf
    ? fc.constant([])
    : fc.array(childOf(type, Math.ceil(sizeMax / 2)), { maxLength: sizeMax });
  return fc.tuple(attributes, children).map(([attrs, content]) => type.create(attrs, Fragment.from(content)));
}

function childOf(type: NodeType, sizeMax: number): Arbitrary<Node> {
  const { contentMatch } = type;
  const edges = Array.from({ length: contentMatch.edgeCount }, (_, index) => contentMatch.edge(index).type);
  // What stands for something unknown is not stored.
  const types = edges.filter((child) => !isPlaceholder(child));
  return fc.oneof(
    ...types.map((child) => ({ weight: weightOf(child), arbitrary: nodeOrText(child, type, sizeMax) })),
  );
}

function nodeOrText(type: NodeType, parent: NodeType, sizeMax: number): Arbitrary<Node> {
  if (!type.isText) return nodeOf(type, sizeMax);
  const allowed = Object.values(schema.marks).filter((mark) => parent.allowsMarkType(mark));
  const marks =
    allowed.length === 0
      ? fc.constant([])
      : fc.array(fc.constantFrom(...allowed).chain(markOf), { maxLength: 3 });
  return fc.tuple(text, marks).map(([words, all]) => schema.text(words, addedUp(all)));
}

function addedUp(marks: readonly Mark[]): readonly Mark[] {
  return marks.reduce((set: readonly Mark[], mark) => mark.addToSet(set), []);
}

function markOf(type: MarkType): Arbitrary<Mark> {
  return attributesOf(type.spec.attrs ?? {}).map((attrs) => type.create(attrs));
}

function weightOf(type: NodeType): number {
  return type === schema.nodes.block || type.isText ? 6 : 1;
}

interface AttributeSpecs {
  readonly [name: string]: { readonly validate?: string | ((value: unknown) => void) };
}

function attributesOf(specs: AttributeSpecs): Arbitrary<Readonly<Record<string, unknown>>> {
  return fc.record(
    Object.fromEntries(
      Object.entries(specs).map(([name, { validate }]) => [name, attributeOf(name, validate)]),
    ),
  );
}

function attributeOf(name: string, validate: AttributeSpecs[string]['validate']): Arbitrary<unknown> {
  // Refused out of range, see boundedCount.
  if (typeof validate === 'function') return fc.constantFrom(1, 1, 1, 2, 100);
  const any = { string: text, number: fc.double(), boolean: fc.boolean(), null: fc.constant(null) };
  const types = (validate ?? '').split('|').map((type) => any[type as keyof typeof any]);
  const known = Object.hasOwn(meant, name) ? (meant[name] ?? []) : [];
  if (known.length === 0) return fc.oneof(...types);
  return fc.oneof(
    { weight: 9, arbitrary: fc.constantFrom(...known) },
    { weight: 1, arbitrary: fc.oneof(...types) },
  );
}
