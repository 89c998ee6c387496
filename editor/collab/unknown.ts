import type { MarkType, NodeType } from 'prosemirror-model';
import { type Transaction, XmlElement, XmlFragment, XmlText } from 'yjs';
import { schema } from '../schema/schema.ts';

/**
 * What of a document this version doesn't know or can't take: ProseMirror nodes, marks, attributes, or known ones where
 * they can't be. y-prosemirror deletes it for everybody, even for somebody who only looks (E1), so it must not get to see it.
 */

/** Whether `fragment` holds any such content. */
export function holdsUnknown(fragment: XmlFragment): boolean {
  return holdsUnknownChild(fragment, () => true);
}

/** Whether `transaction` brought any such content into `fragment`; looks only at what it changed. */
export function bringsUnknown(fragment: XmlFragment, { changed, beforeState }: Transaction): boolean {
  const isNew = (child: XmlElement | XmlText): boolean => {
    const id = child._item?.id;
    return id !== undefined && id.clock >= (beforeState.get(id.client) ?? 0);
  };
  for (const type of changed.keys()) {
    if (type instanceof XmlText && isInside(fragment, type) && isUnknownText(type)) return true;
    if (!(type instanceof XmlFragment) || !isInside(fragment, type)) continue;
    if (type instanceof XmlElement && isUnknownElement(type)) return true;
    if (holdsUnknownChild(type, isNew)) return true;
  }
  return false;
}

function isInside(fragment: XmlFragment, type: XmlFragment | XmlText): boolean {
  for (let at: unknown = type; at instanceof XmlFragment || at instanceof XmlText; at = at.parent)
    if (at === fragment) return true;
  return false;
}

function holdsUnknownChild(parent: XmlFragment, include: (child: XmlElement | XmlText) => boolean): boolean {
  return parent.toArray().some((child) => {
    if (child instanceof XmlText) return include(child) && isUnknownText(child);
    if (!(child instanceof XmlElement)) return true;
    return include(child) && (isUnknownElement(child) || holdsUnknownChild(child, () => true));
  });
}

/** Whether an element's name, attributes or place are more than this version can draw. */
function isUnknownElement(element: XmlElement): boolean {
  const type = nodeTypes.get(element.nodeName);
  return !type || !accepts(type, element.getAttributes()) || !fits(type, element.parent);
}

function isUnknownText(text: XmlText): boolean {
  const delta: readonly Run[] = text.toDelta();
  const place = placeType(text.parent);
  if (!place || !fits(schema.nodes.text, text.parent)) return true;
  return delta.some(
    ({ insert, attributes }) => typeof insert !== 'string' || isUnknownFormat(place, attributes ?? {}),
  );
}

interface Run {
  readonly insert: unknown;
  readonly attributes?: Readonly<Record<string, unknown>>;
}

function isUnknownFormat(place: NodeType, formats: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(formats).some(([name, value]) => {
    const type = markTypes.get(name);
    return !type || !place.allowsMarkType(type) || typeof value !== 'object' || !accepts(type, { ...value });
  });
}

/** Whether `parent` may hold `type`. Every content expression here is `x*`, so any place in it is like the first. */
function fits(type: NodeType, parent: unknown): boolean {
  return placeType(parent)?.contentMatch.matchType(type) != null;
}

function placeType(parent: unknown): NodeType | undefined {
  return parent instanceof XmlElement ? nodeTypes.get(parent.nodeName) : schema.topNodeType;
}

const markTypes = new Map<string, MarkType>(Object.entries(schema.marks));
const nodeTypes = new Map<string, NodeType>(
  Object.entries(schema.nodes).filter(([, type]) => !type.isText && type !== schema.topNodeType),
);

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
