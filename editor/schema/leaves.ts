import type { NodeSpec } from 'prosemirror-model';
import { flowAttributesOf } from './blockParse.ts';
import { drawPlaced, flowAttributes } from './place.ts';

/** A line across the page. */
export const dividerSpec: NodeSpec = {
  group: 'flow cellflow',
  attrs: { ...flowAttributes },
  parseDOM: [{ tag: 'hr', getAttrs: (element) => flowAttributesOf(element) }],
  toDOM: (node) => drawPlaced(node, { tag: 'hr' }),
};

/** A line break inside a block. */
export const hardBreakSpec: NodeSpec = {
  group: 'inline',
  inline: true,
  selectable: false,
  linebreakReplacement: true,
  leafText: () => '\n',
  parseDOM: [{ tag: 'br' }],
  toDOM: () => ['br'],
};
