import { DOMSerializer, Slice } from 'prosemirror-model';
import { schema } from '../schema/schema.ts';
import { domHtml } from './domHtml.ts';
import { readHtml } from './htmlReader.ts';

/**
 * HTML from the clipboard as the editor itself would have drawn it, which is what ProseMirror reads best. It stands open at both
 * ends, so that words go into the line where they are pasted and don't become a block of their own.
 *
 * @param page whose parser is used; nothing is put into it, loaded or run.
 */
export function redrawHtml(html: string, page: Document): string {
  const Parser = page.defaultView?.DOMParser;
  if (!Parser) return html;
  const { content } = readHtml(html, domHtml(Parser));
  // Pasting nothing would only take away what is selected.
  if (content.size === 0) return html;
  const inert = page.implementation.createHTMLDocument();
  const drawn = DOMSerializer.fromSchema(schema).serializeFragment(content, { document: inert });
  const { openStart, openEnd } = Slice.maxOpen(content, false);
  inert.body.append(drawn);
  // The form in which ProseMirror says how far a slice is open; with it, spaces are read as they are.
  inert.body.firstElementChild?.setAttribute('data-pm-slice', `${openStart} ${openEnd} []`);
  return inert.body.innerHTML;
}
