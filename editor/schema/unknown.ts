import type { Node, NodeSpec } from 'prosemirror-model';
import { readText } from './attribute.ts';

/**
 * What stands for an element that this version can't draw, because a newer one made it: seen, moved and deleted as a whole, never
 * changed inside. It is drawn of what is stored and is itself never stored, so that nothing is lost of what it stands for (E1).
 */

/** An element as Yjs has it: `[name, attributes, children]`. */
export type StoredElement = readonly [
  name: string,
  attributes: Readonly<Record<string, unknown>>,
  children: readonly StoredChild[],
];

/** A text as runs, an object where something is embedded in it. */
export interface StoredRun {
  readonly insert: string | object;
  readonly attributes?: Readonly<Record<string, unknown>>;
}

/** A text is `{"runs": […]}`. */
export type StoredChild = StoredElement | { readonly runs: readonly StoredRun[] };

const textLengthMax = 2000;
const nameLengthMax = 40;

/** `source` is a `StoredElement` as JSON. */
const source = { validate: (value: unknown) => void readStored(value) };

export const unknownBlockSpec: NodeSpec = {
  ...placeholder('div'),
  group: 'flow cellflow',
};

export const unknownInlineSpec: NodeSpec = {
  ...placeholder('span'),
  group: 'inline',
  inline: true,
};

function placeholder(tag: string): NodeSpec {
  return {
    atom: true,
    attrs: { source },
    isPlaceholder: true,
    leafText: unknownText,
    toDOM: (node) => [
      tag,
      { 'data-unknown': nameOf(node), contenteditable: 'false' },
      unknownText(node) || `(${nameOf(node)})`,
    ],
  };
}

/** Whether `type` only stands for something and is never stored. Shape: a type's spec, of any schema. */
export function isPlaceholder({ spec }: { readonly spec: NodeSpec }): boolean {
  return spec.isPlaceholder === true;
}

/** What can be read of it, at most 2000 UTF-16 units. */
export function unknownText({ attrs }: Node): string {
  return readText(textOf(readStored(attrs.source)), textLengthMax) ?? '';
}

function nameOf({ attrs }: Node): string {
  return readText(readStored(attrs.source)[0], nameLengthMax) ?? '';
}

function textOf(child: StoredChild): string {
  if ('runs' in child)
    return child.runs.map(({ insert }) => (typeof insert === 'string' ? insert : '')).join('');
  return child[2]
    .map(textOf)
    .filter((text) => text !== '')
    .join(' ');
}

/** @throws {RangeError} for what isn't an element as JSON. */
export function readStored(value: unknown): StoredElement {
  const parsed = typeof value === 'string' ? parse(value) : undefined;
  if (!isStoredElement(parsed)) throw new RangeError('This is not an element');
  return parsed;
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function isStoredElement(value: unknown): value is StoredElement {
  if (!Array.isArray(value)) return false;
  const [name, attributes, children] = value;
  return (
    typeof name === 'string' &&
    isRecord(attributes) &&
    Array.isArray(children) &&
    children.every(isStoredChild)
  );
}

function isStoredChild(value: unknown): value is StoredChild {
  if (!isRecord(value)) return isStoredElement(value);
  return Array.isArray(value.runs) && value.runs.every(isStoredRun);
}

function isStoredRun(value: unknown): value is StoredRun {
  if (!isRecord(value)) return false;
  const isInsert =
    typeof value.insert === 'string' || (typeof value.insert === 'object' && value.insert !== null);
  return isInsert && (value.attributes === undefined || isRecord(value.attributes));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
