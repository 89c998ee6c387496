import { type Attrs, Fragment, type Mark, type Node, type NodeType, type Schema } from 'prosemirror-model';
import { XmlElement, type XmlFragment, XmlText } from 'yjs';
import { isPlaceholder } from '../schema/unknown.ts';
import { knownMarks, markKeyIn } from './formatting.ts';
import { fits } from './place.ts';
import { drawPlaceholder } from './unknown.ts';

/**
 * What a fragment is drawn as: what this version doesn't know, as placeholders. Undefined for a fragment that isn't in
 * y-prosemirror's format.
 */
export function drawDocument(schema: Schema, fragment: XmlFragment): Node | undefined {
  const content = drawChildren(schema.topNodeType, fragment);
  return content && schema.topNodeType.create(null, content);
}

/** As much as can be drawn of a fragment that isn't in the format. */
export function drawPart(schema: Schema, fragment: XmlFragment): Node {
  const type = schema.topNodeType;
  return type.create(
    null,
    fragment.toArray().flatMap((child) => draw(type, child) ?? []),
  );
}

/**
 * Shape: one ProseMirror node for an element, a text node for each differently marked run of a text. Undefined for what can't be
 * drawn in a `parent`, so that all that it is in must be a placeholder.
 */
export function draw(parent: NodeType, child: unknown): readonly Node[] | undefined {
  if (child instanceof XmlText) return drawText(parent, child);
  if (!(child instanceof XmlElement)) return undefined;
  const node = drawKnown(parent, child) ?? drawPlaceholder(parent, child);
  return node && [node];
}

function drawKnown(parent: NodeType, element: XmlElement): Node | undefined {
  const type = knownType(parent, element);
  const facts = type && knownFacts(parent, { type, element });
  const content = facts && drawChildren(type, element);
  if (!content) return undefined;
  try {
    return type.create(facts.attrs, content, facts.marks);
  } catch {
    // An attribute is missing, or of another type: a newer version's doing, like an unknown type.
    return undefined;
  }
}

function knownType(parent: NodeType, { nodeName }: XmlElement): NodeType | undefined {
  const { nodes, topNodeType } = parent.schema;
  const type = Object.hasOwn(nodes, nodeName) ? nodes[nodeName] : undefined;
  if (!type || type.isText || type === topNodeType || isPlaceholder(type)) return undefined;
  return fits(parent, type) ? type : undefined;
}

interface Facts {
  readonly attrs: Attrs;
  readonly marks: readonly Mark[];
}

/** Undefined if any of an element's attributes is more than this version knows. */
function knownFacts(
  parent: NodeType,
  { type, element }: { readonly type: NodeType; readonly element: XmlElement },
): Facts | undefined {
  const attrs: Record<string, unknown> = {};
  const format: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(element.getAttributes())) {
    const key = markKeyIn(name);
    if (key !== undefined) format[key] = value;
    else if (Object.hasOwn(type.spec.attrs ?? {}, name)) attrs[name] = value;
    else return undefined;
  }
  const marks = knownMarks(parent, format);
  return marks && { attrs, marks };
}

function drawChildren(type: NodeType, parent: XmlFragment): Fragment | undefined {
  const nodes: Node[] = [];
  for (const child of parent.toArray()) {
    const drawn = draw(type, child);
    if (!drawn) return undefined;
    nodes.push(...drawn);
  }
  return Fragment.fromArray(nodes);
}

interface Run {
  readonly insert: unknown;
  readonly attributes?: Readonly<Record<string, unknown>>;
}

function drawText(parent: NodeType, text: XmlText): readonly Node[] | undefined {
  const type = parent.schema.nodes.text;
  if (!type || !fits(parent, type)) return undefined;
  const runs: readonly Run[] = text.toDelta();
  const nodes: Node[] = [];
  for (const { insert, attributes = {} } of runs) {
    const marks = knownMarks(parent, attributes);
    if (typeof insert !== 'string' || !marks) return undefined;
    if (insert !== '') nodes.push(parent.schema.text(insert, marks));
  }
  return nodes;
}
