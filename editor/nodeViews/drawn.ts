import { DOMSerializer, type Node } from 'prosemirror-model';

/** A ProseMirror node as its spec draws it, with the element that holds its content, if it has any. */
export interface Drawn {
  readonly dom: HTMLElement;
  readonly contentDOM: HTMLElement | null;
}

/** @throws if the spec of `node` draws no element: every one of this schema does. */
export function draw(node: Node, document: Document): Drawn {
  const spec = node.type.spec.toDOM?.(node);
  const { dom, contentDOM } = spec
    ? DOMSerializer.renderSpec(document, spec)
    : { dom: null, contentDOM: null };
  if (!(dom instanceof HTMLElement)) throw new Error(`${node.type.name} is not drawn as an element`);
  return { dom, contentDOM: contentDOM ?? null };
}
