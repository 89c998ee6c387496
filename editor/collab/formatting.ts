import { encodeAny, toBase64 } from 'lib0/buffer';
import { digest } from 'lib0/hash/sha256';
import { type Attrs, Mark, type MarkType, type Node, type NodeType, type Schema } from 'prosemirror-model';

/**
 * Marks as they are in Yjs, after y-prosemirror: on text, formatting attributes by the mark's name with the mark's own
 * attributes as the value. Of a mark that may stand beside itself there can be several, so a hash of it is added to the name.
 */
export type Format = Readonly<Record<string, Attrs>>;

/** A change of formatting; null takes one away. */
export type FormatChange = Readonly<Record<string, Attrs | null>>;

export function formatOf(marks: readonly Mark[]): Format {
  return Object.fromEntries(marks.map((mark) => [keyOf(mark), mark.attrs]));
}

/** What makes text with the marks `before` have `now`. Empty if these are the same. */
export function formatChange(before: readonly Mark[], now: readonly Mark[]): FormatChange {
  const kept = new Set(now.map(keyOf));
  const removed = before.map(keyOf).filter((key) => !kept.has(key));
  const added = now.filter((mark) => !before.some((old) => old.eq(mark)));
  return { ...Object.fromEntries(removed.map((key) => [key, null])), ...formatOf(added) };
}

/** The known marks of `format`. */
export function marksOf(schema: Schema, format: Readonly<Record<string, unknown>>): readonly Mark[] {
  const marks = Object.entries(format).flatMap(([key, value]) => {
    const type = markTypeOf(schema, key);
    return type && isAttrs(value) ? [type.create(value)] : [];
  });
  return marksInOrder(marks);
}

/** The marks of `format` on what is in a `parent`; undefined if one isn't known, not of this shape, or can't be there. */
export function knownMarks(
  parent: NodeType,
  format: Readonly<Record<string, unknown>>,
): readonly Mark[] | undefined {
  const marks: Mark[] = [];
  for (const [key, value] of Object.entries(format)) {
    const mark = knownMark(parent, key, value);
    if (!mark) return undefined;
    marks.push(mark);
  }
  return marksInOrder(marks);
}

/** As everybody has them. ProseMirror leaves marks of one type beside each other in the order in which they came, which is another for everybody. */
function marksInOrder(marks: readonly Mark[]): readonly Mark[] {
  return Mark.setFrom(areInOrder(marks) ? marks : marks.toSorted((a, b) => (sign(a) < sign(b) ? -1 : 1)));
}

/** Whether none stands before another of its type that everybody has before it. */
export function areInOrder(marks: readonly Mark[]): boolean {
  return marks.every((mark, index) => {
    const before = marks.slice(0, index).findLast(({ type }) => type === mark.type);
    return !before || sign(before) < sign(mark);
  });
}

function sign({ attrs }: Mark): string {
  return JSON.stringify(attrs);
}

function knownMark(parent: NodeType, key: string, value: unknown): Mark | undefined {
  const type = markTypeOf(parent.schema, key);
  if (!type || !parent.allowsMarkType(type) || !isAttrs(value)) return undefined;
  const known = type.spec.attrs ?? {};
  if (!Object.keys(value).every((name) => Object.hasOwn(known, name))) return undefined;
  try {
    return type.create(value);
  } catch {
    return undefined;
  }
}

function markTypeOf(schema: Schema, key: string): MarkType | undefined {
  const name = /^(.*)--[a-zA-Z0-9+/=]{8}$/s.exec(key)?.[1] ?? key;
  return Object.hasOwn(schema.marks, name) ? schema.marks[name] : undefined;
}

/** In Yjs only text has formatting: a mark on anything else is one of its attributes (E4), named as by y-tiptap. */
const nodeMarkPrefix = '_mark_';

export function nodeMarkKey(mark: Mark): string {
  return nodeMarkPrefix + keyOf(mark);
}

/** The key of the mark that an element's attribute stands for; undefined for an attribute that is one. */
export function markKeyIn(attribute: string): string | undefined {
  return attribute.startsWith(nodeMarkPrefix) ? attribute.slice(nodeMarkPrefix.length) : undefined;
}

/** Everything that an element has to carry for `node`: null is absent. */
export function attributesOf(node: Node): Readonly<Record<string, unknown>> {
  if (node.marks.length === 0) return node.attrs;
  const marks = node.marks.map((mark) => [nodeMarkKey(mark), { ...mark.attrs }]);
  return { ...node.attrs, ...Object.fromEntries(marks) };
}

function isAttrs(value: unknown): value is Attrs {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function keyOf(mark: Mark): string {
  return mark.type.excludes(mark.type) ? mark.type.name : `${mark.type.name}--${hashOf(mark.toJSON())}`;
}

const hashBytes = 6;

/** y-prosemirror's: SHA-256 folded to six bytes, in Base64. */
function hashOf(json: unknown): string {
  const folded = new Uint8Array(hashBytes);
  for (const [at, byte] of digest(encodeAny(json)).entries())
    folded[at % hashBytes] = (folded[at % hashBytes] ?? 0) ^ byte;
  return toBase64(folded);
}
