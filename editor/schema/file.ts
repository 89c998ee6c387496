import type { Attrs, Node, NodeSpec } from 'prosemirror-model';
import { countAttribute, readCount, readText, wordAttribute } from './attribute.ts';
import { flowAttributesOf } from './blockParse.ts';
import { safeWebAddress } from './link.ts';
import { drawPlaced, flowAttributes } from './place.ts';

const nameLengthMax = 255;
const sizeRange = { min: 0, max: Number.MAX_SAFE_INTEGER } as const;

/** A file to be downloaded. Its bytes are elsewhere; `size` is how many there are. */
export const fileSpec: NodeSpec = {
  group: 'flow cellflow',
  attrs: { src: wordAttribute, name: wordAttribute, size: countAttribute, ...flowAttributes },
  parseDOM: [{ tag: 'div[data-file]', getAttrs: fileAttributesOf }],
  toDOM: (node) => {
    const { href, name, size } = fileFacts(node);
    const drawing = { tag: 'div', 'data-file': name, 'data-size': size === null ? null : String(size) };
    if (href === null) return drawPlaced(node, drawing, ['span', name]);
    return drawPlaced(node, drawing, ['a', { href, download: name, rel: 'noopener noreferrer' }, name]);
  },
};

/** A file's attributes as they may be relied on. */
export interface FileFacts {
  /** Null for what isn't safe to follow. */
  readonly href: string | null;
  readonly name: string;
  /** In bytes. */
  readonly size: number | null;
}

export function fileFacts({ attrs }: Node): FileFacts {
  return {
    href: safeWebAddress(attrs.src),
    name: readText(attrs.name, nameLengthMax) ?? 'File',
    size: readCount(attrs.size, sizeRange),
  };
}

function fileAttributesOf(element: HTMLElement): Attrs {
  const size = element.getAttribute('data-size');
  return {
    src: safeWebAddress(element.querySelector('a')?.getAttribute('href')),
    name: element.getAttribute('data-file') || null,
    size: size === null ? null : readCount(Number(size), sizeRange),
    ...flowAttributesOf(element),
  };
}
