import type { Node, NodeType } from 'prosemirror-model';
import { XmlElement, XmlText } from 'yjs';
import {
  isPlaceholder,
  readStored,
  type StoredChild,
  type StoredElement,
  type StoredRun,
} from '../schema/unknown.ts';
import { fits } from './place.ts';

/**
 * What of a document this version doesn't know or can't take: ProseMirror nodes, marks, attributes, or known ones where
 * they can't be. The element that holds it is drawn as a placeholder, and is not touched (E1).
 */

/** What `element` is drawn as in a `parent` that can hold a placeholder; undefined where none can stand, or nothing could be made again of it. */
export function drawPlaceholder(parent: NodeType, element: XmlElement): Node | undefined {
  const type = Object.values(parent.schema.nodes).find((node) => isPlaceholder(node) && fits(parent, node));
  const stored = type && storedElement(element);
  return stored && type.create({ source: JSON.stringify(stored) });
}

/** The element that a placeholder stands for, made again: for one that was moved. */
export function createUnknown({ attrs }: Node): XmlElement {
  return createElement(readStored(attrs.source));
}

function storedElement(element: XmlElement): StoredElement | undefined {
  const attributes = inOrder(element.getAttributes());
  const children = element.toArray().map(storedChild);
  if (!isJson(attributes) || !children.every((child) => child !== undefined)) return undefined;
  return [element.nodeName, attributes, children];
}

function storedChild(child: unknown): StoredChild | undefined {
  if (child instanceof XmlElement) return storedElement(child);
  if (!(child instanceof XmlText)) return undefined;
  const delta: readonly StoredRun[] = child.toDelta();
  const runs = delta.map((run) => (run.attributes ? { ...run, attributes: inOrder(run.attributes) } : run));
  return isJson(runs) ? { runs } : undefined;
}

/** Everybody has attributes in the order in which they came to them. */
function inOrder(attributes: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Whether JSON says all of it. */
function isJson(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(isJson);
  if (typeof value !== 'object' || value === null)
    return value === null || ['string', 'number', 'boolean'].includes(typeof value);
  // ProseMirror makes attributes without a prototype.
  const isPlain = [Object.prototype, null].includes(Object.getPrototypeOf(value));
  return isPlain && Object.values(value).every(isJson);
}

function createElement([name, attributes, children]: StoredElement): XmlElement {
  const element = new XmlElement(name);
  // Yjs takes whatever JSON can say, but is typed for text only.
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value as string);
  element.insert(0, children.map(createChild));
  return element;
}

function createChild(child: StoredChild): XmlElement | XmlText {
  if (!('runs' in child)) return createElement(child);
  const text = new XmlText();
  text.applyDelta([...child.runs]);
  return text;
}
