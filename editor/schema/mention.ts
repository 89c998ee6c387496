import type { Node, NodeSpec } from 'prosemirror-model';
import { readText, wordAttribute } from './attribute.ts';

const labelLengthMax = 80;

/** Somebody who is named in the text. `id` is whatever the application knows people by; `label` is their name as it was then. */
export const mentionSpec: NodeSpec = {
  group: 'inline',
  inline: true,
  atom: true,
  attrs: { id: wordAttribute, label: wordAttribute },
  leafText: (node) => `@${mentionLabel(node)}`,
  parseDOM: [
    {
      tag: 'span[data-mention]',
      getAttrs: (element) => ({
        id: element.getAttribute('data-mention') || null,
        label: readText(element.textContent?.replace(/^@/, ''), labelLengthMax),
      }),
    },
  ],
  toDOM: (node) => ['span', { 'data-mention': mentionId(node) ?? '' }, `@${mentionLabel(node)}`],
};

/** The name that is drawn, at most 80 UTF-16 units. */
export function mentionLabel({ attrs }: Node): string {
  return readText(attrs.label, labelLengthMax) ?? 'somebody';
}

function mentionId({ attrs }: Node): string | null {
  return readText(attrs.id, 255);
}
