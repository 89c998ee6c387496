import { type Transaction, XmlElement, XmlFragment, XmlText } from 'yjs';
import { schema } from '../schema/schema.ts';

/**
 * Whether `fragment` holds a ProseMirror node, mark or attribute that this version doesn't know. y-prosemirror deletes
 * such content for everybody, even for somebody who only looks (E1), so it must not be shown any of it.
 */
export function holdsUnknown(fragment: XmlFragment): boolean {
  return fragment.toArray().some((child) => isUnknown(child));
}

/** Whether `transaction` brought any such content into `fragment`; looks only at what it changed. */
export function bringsUnknown(fragment: XmlFragment, { changed, beforeState }: Transaction): boolean {
  const isNew = (type: XmlElement | XmlText): boolean => {
    const id = type._item?.id;
    return id !== undefined && id.clock >= (beforeState.get(id.client) ?? 0);
  };
  for (const type of changed.keys()) {
    if (type instanceof XmlText && isInside(fragment, type) && hasUnknownMark(type)) return true;
    if (!(type instanceof XmlFragment) || !isInside(fragment, type)) continue;
    if (type instanceof XmlElement && hasUnknownAttribute(type)) return true;
    const fresh = type
      .toArray()
      .filter((child) => !(child instanceof XmlElement || child instanceof XmlText) || isNew(child));
    if (fresh.some(isUnknown)) return true;
  }
  return false;
}

function isInside(fragment: XmlFragment, type: XmlFragment | XmlText): boolean {
  for (let at: unknown = type; at; at = at instanceof XmlFragment || at instanceof XmlText ? at.parent : null)
    if (at === fragment) return true;
  return false;
}

/** Whether `type` itself or anything in it is unknown. */
function isUnknown(type: unknown): boolean {
  if (type instanceof XmlText) return hasUnknownMark(type);
  if (!(type instanceof XmlElement)) return true;
  return hasUnknownAttribute(type) || type.toArray().some(isUnknown);
}

/** Whether an element, its name included, is more than this version can say. */
function hasUnknownAttribute(element: XmlElement): boolean {
  const spec = elementAttributes(element.nodeName);
  return !spec || Object.keys(element.getAttributes()).some((name) => !Object.hasOwn(spec, name));
}

function elementAttributes(nodeName: string): object | undefined {
  const type = new Map(Object.entries(schema.nodes)).get(nodeName);
  return type && !type.isText && type !== schema.topNodeType ? (type.spec.attrs ?? {}) : undefined;
}

function hasUnknownMark(text: XmlText): boolean {
  return (text.toDelta() as readonly { readonly insert: unknown; readonly attributes?: object }[]).some(
    ({ insert, attributes }) =>
      typeof insert !== 'string' ||
      Object.keys(attributes ?? {}).some((name) => !Object.hasOwn(schema.marks, name)),
  );
}
