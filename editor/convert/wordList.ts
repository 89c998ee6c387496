import type { Attrs } from 'prosemirror-model';
import { styleOf } from './htmlStyle.ts';
import { findAll, type HtmlElement, textIn } from './htmlTree.ts';

/**
 * Word writes lists as paragraphs, whose style says how deep they are and whose first span, to be ignored, is the bullet or number
 * as it was drawn. Source: what Word puts on the clipboard; the style is described in Microsoft's "Office HTML and XML Reference".
 *
 * @returns the item's kind, its depth from 0 and its number; null for what is no item.
 */
export function wordItem(paragraph: HtmlElement): { readonly attrs: Attrs; readonly depth: number } | null {
  const level = /\blevel(\d)/.exec(styleOf(paragraph).get('mso-list') ?? '')?.[1];
  if (level === undefined) return null;
  const [marker] = findAll(paragraph, (element) => styleOf(element).get('mso-list') === 'ignore');
  const drawn = marker ? textIn(marker).trim() : '';
  return { attrs: kindOf(drawn), depth: Number(level) - 1 };
}

function kindOf(marker: string): Attrs {
  const number = /^\(?(?:\d+\.)*(\d{1,9})[.)]?$/.exec(marker)?.[1];
  if (number !== undefined) return { kind: 'numbered', start: Number(number) };
  // A single letter with nothing after it is a bullet of a symbol font, like the `o` of Courier.
  return /^\(?[a-z]+[.)]$/i.test(marker) ? { kind: 'numbered', start: null } : { kind: 'bullet' };
}
