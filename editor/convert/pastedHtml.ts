import { DOMSerializer, type Node } from 'prosemirror-model';
import { schema } from '../schema/schema.ts';
import { domHtml } from './domHtml.ts';
import { readHtml } from './htmlReader.ts';

/**
 * HTML from the clipboard as the editor itself would have drawn it, which is what ProseMirror reads best. Text at its ends goes into
 * the line where it is pasted and doesn't become a block of its own; code, formulas, tables and figures stay whole.
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
  inert.body.append(drawn);
  // The form in which ProseMirror says how far a slice is open; with it, spaces are read as they are.
  inert.body.firstElementChild?.setAttribute(
    'data-pm-slice',
    `${openAt(content.firstChild)} ${openAt(content.lastChild)} []`,
  );
  return inert.body.innerHTML;
}

function openAt(block: Node | null): 0 | 1 {
  return block?.type === schema.nodes.block ? 1 : 0;
}
