import type { NodeSpec } from 'prosemirror-model';
import { flowAttributesOf } from './blockParse.ts';
import { drawPlaced, flowAttributes } from './place.ts';

/**
 * Formulas, in LaTeX. The source is text in the document, not an attribute, so that two who work on one formula both keep what
 * they typed. An editor draws it as mathematics; where nobody does, it is seen as it was written.
 */
export const mathBlockSpec: NodeSpec = {
  group: 'flow cellflow',
  content: 'text*',
  marks: '',
  code: true,
  defining: true,
  atom: true,
  attrs: { ...flowAttributes },
  parseDOM: [
    {
      tag: 'div[data-math]',
      preserveWhitespace: 'full',
      getAttrs: (element) => flowAttributesOf(element),
    },
  ],
  toDOM: (node) => drawPlaced(node, { tag: 'div', 'data-math': 'block', dir: 'ltr' }, ['code', 0]),
};

export const mathInlineSpec: NodeSpec = {
  group: 'inline',
  inline: true,
  content: 'text*',
  marks: '',
  code: true,
  atom: true,
  parseDOM: [{ tag: 'span[data-math]', preserveWhitespace: 'full' }],
  toDOM: () => ['span', { 'data-math': 'inline', dir: 'ltr' }, 0],
};
