import type { MarkType, NodeType, Schema } from 'prosemirror-model';
import { type Transaction, XmlElement, XmlFragment, XmlText } from 'yjs';
import { isAttrs, markKeyIn, markTypeOf } from './formatting.ts';
import { fits } from './place.ts';

/**
 * What of a document this version doesn't know or can't take: ProseMirror nodes, marks, attributes, or known ones where
 * they can't be. It is neither drawn nor touched, and where some is nothing is written at all (E1).
 */

/** Whether `fragment` holds any such content. */
export function holdsUnknown(schema: Schema, fragment: XmlFragment): boolean {
  return holdsUnknownChild(schema, fragment, () => true);
}

/** Whether `transaction` brought any such content into `fragment`; looks only at what it changed. */
export function bringsUnknown(
  schema: Schema,
  fragment: XmlFragment,
  { changed, beforeState }: Transaction,
): boolean {
  const isNew = (child: XmlElement | XmlText): boolean => {
    const id = child._item?.id;
    return id !== undefined && id.clock >= (beforeState.get(id.client) ?? 0);
  };
  for (const [type, keys] of changed) {
    if (type instanceof XmlText && isInside(fragment, type) && isUnknownText(schema, type)) return true;
    if (!(type instanceof XmlFragment) || !isInside(fragment, type)) continue;
    if (type instanceof XmlElement && isUnknownElement(schema, type)) return true;
    if (keys.has(null) && holdsUnknownChild(schema, type, isNew)) return true;
  }
  return false;
}

function isInside(fragment: XmlFragment, type: XmlFragment | XmlText): boolean {
  for (let at: unknown = type; at instanceof XmlFragment || at instanceof XmlText; at = at.parent)
    if (at === fragment) return true;
  return false;
}

function holdsUnknownChild(
  schema: Schema,
  parent: XmlFragment,
  include: (child: XmlElement | XmlText) => boolean,
): boolean {
  return parent.toArray().some((child) => {
    if (child instanceof XmlText) return include(child) && isUnknownText(schema, child);
    if (!(child instanceof XmlElement)) return true;
    return (
      include(child) && (isUnknownElement(schema, child) || holdsUnknownChild(schema, child, () => true))
    );
  });
}

/** Whether an element's name, attributes or place are more than this version can draw. */
function isUnknownElement(schema: Schema, element: XmlElement): boolean {
  const type = nodeTypeOf(schema, element);
  const place = placeType(schema, element.parent);
  if (!type || !place || !fits(place, type)) return true;
  const entries = Object.entries(element.getAttributes());
  const attributes = entries.filter(([name]) => markKeyIn(name) === undefined);
  const marks = entries.flatMap(([name, value]) => {
    const key = markKeyIn(name);
    return key === undefined ? [] : [[key, value] as const];
  });
  return (
    !accepts(type, Object.fromEntries(attributes)) ||
    marks.some(([key, value]) => isUnknownFormat(schema, place, [key, value]))
  );
}

function isUnknownText(schema: Schema, text: XmlText): boolean {
  const delta: readonly Run[] = text.toDelta();
  const place = placeType(schema, text.parent);
  const type = schema.nodes.text;
  if (!place || !type || !fits(place, type)) return true;
  return delta.some(({ insert, attributes = {} }) => {
    const formats = Object.entries(attributes);
    return typeof insert !== 'string' || formats.some((format) => isUnknownFormat(schema, place, format));
  });
}

interface Run {
  readonly insert: unknown;
  readonly attributes?: Readonly<Record<string, unknown>>;
}

function isUnknownFormat(schema: Schema, place: NodeType, [key, value]: readonly [string, unknown]): boolean {
  const type = markTypeOf(schema, key);
  return !type || !place.allowsMarkType(type) || !isAttrs(value) || !accepts(type, value);
}

function placeType(schema: Schema, parent: unknown): NodeType | undefined {
  return parent instanceof XmlElement ? nodeTypeOf(schema, parent) : schema.topNodeType;
}

function nodeTypeOf(schema: Schema, element: XmlElement): NodeType | undefined {
  const type = Object.hasOwn(schema.nodes, element.nodeName) ? schema.nodes[element.nodeName] : undefined;
  return type?.isText || type === schema.topNodeType ? undefined : type;
}

/** Whether all of `attrs` are known, and of their types, as ProseMirror will ask when it makes the mark or node. */
function accepts(type: MarkType | NodeType, attrs: Readonly<Record<string, unknown>>): boolean {
  const known = type.spec.attrs ?? {};
  if (!Object.keys(attrs).every((name) => Object.hasOwn(known, name))) return false;
  try {
    type.create(attrs);
    return true;
  } catch {
    return false;
  }
}
