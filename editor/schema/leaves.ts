import type { NodeSpec } from 'prosemirror-model';
import { placeAttributesOf } from './blockParse.ts';
import { drawPlaced, placeAttributes } from './place.ts';

/** A line across the page. */
export const dividerSpec: NodeSpec = {
  group: 'flow cellflow',
  attrs: { ...placeAttributes },
  parseDOM: [{ tag: 'hr', getAttrs: (element) => placeAttributesOf(element) }],
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
