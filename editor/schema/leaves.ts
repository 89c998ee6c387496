import type { NodeSpec } from 'prosemirror-model';
import { placeAttributes, placeOf } from './block.ts';
import { placeAttributesOf } from './blockParse.ts';

/** A line across the page. */
export const dividerSpec: NodeSpec = {
  group: 'flow',
  attrs: { ...placeAttributes },
  parseDOM: [{ tag: 'hr', getAttrs: (element) => placeAttributesOf(element) }],
  toDOM: (node) => ['hr', placeOf(node)],
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
