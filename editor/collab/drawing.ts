import { Fragment, type Node, type NodeType, type Schema } from 'prosemirror-model';
import { XmlElement, type XmlFragment, XmlText } from 'yjs';
import { marksOf, nodeFactsOf } from './formatting.ts';
import { fits } from './place.ts';

/** What a fragment is drawn as. What this version doesn't know is left out: see `unknown.ts`. */
export function drawDocument(schema: Schema, fragment: XmlFragment): Node {
  return schema.topNodeType.create(null, drawChildren(schema, schema.topNodeType, fragment));
}

/** Shape: one ProseMirror node for an element, a text node for each differently marked run of a text. */
export function draw(schema: Schema, type: XmlElement | XmlText): readonly Node[] {
  return type instanceof XmlText ? drawText(schema, type) : drawElement(schema, type);
}

function drawElement(schema: Schema, element: XmlElement): readonly Node[] {
  const type = schema.nodes[element.nodeName];
  if (!type || type.isText) return [];
  const { attrs, marks } = nodeFactsOf(schema, element.getAttributes());
  const content = drawChildren(schema, type, element);
  try {
    return [type.create(attrs, content, marks)];
  } catch {
    // An attribute without a default is missing: a newer version's doing, like an unknown type.
    return [];
  }
}

function drawChildren(schema: Schema, parentType: NodeType, parent: XmlFragment): Fragment {
  const nodes = parent.toArray().flatMap((child) => {
    return child instanceof XmlElement || child instanceof XmlText ? draw(schema, child) : [];
  });
  return Fragment.fromArray(nodes.filter(({ type }) => fits(parentType, type)));
}

interface Run {
  readonly insert: unknown;
  readonly attributes?: Readonly<Record<string, unknown>>;
}

function drawText(schema: Schema, text: XmlText): readonly Node[] {
  const runs: readonly Run[] = text.toDelta();
  return runs.flatMap(({ insert, attributes = {} }) => {
    return typeof insert === 'string' && insert !== ''
      ? [schema.text(insert, marksOf(schema, attributes))]
      : [];
  });
}
