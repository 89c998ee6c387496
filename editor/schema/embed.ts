import type { NodeSpec } from 'prosemirror-model';
import { wordAttribute } from './attribute.ts';
import { flowAttributesOf } from './blockParse.ts';
import { embeddable } from './embedProvider.ts';
import { safeWebAddress } from './link.ts';
import { drawPlaced, flowAttributes } from './place.ts';

/**
 * Something of another site, by the address that people share. It is drawn as a link; an editor may show it in a frame, if
 * `embeddable` knows the site, and once somebody has asked for it.
 */
export const embedSpec: NodeSpec = {
  group: 'flow',
  attrs: { src: wordAttribute, ...flowAttributes },
  parseDOM: [
    {
      tag: 'div[data-embed]',
      getAttrs: (element) => ({
        src: safeWebAddress(element.getAttribute('data-embed')),
        ...flowAttributesOf(element),
      }),
    },
    {
      tag: 'iframe[src]',
      getAttrs: (element) => {
        const src = element.getAttribute('src');
        return embeddable(src) !== null && { src, ...flowAttributesOf(element) };
      },
    },
  ],
  toDOM: (node) => {
    const src = safeWebAddress(node.attrs.src);
    const drawing = { tag: 'div', 'data-embed': src ?? '' };
    if (src === null) return drawPlaced(node, drawing, ['span', 'Nothing to show']);
    return drawPlaced(node, drawing, ['a', { href: src, rel: 'noopener noreferrer nofollow' }, src]);
  },
};
