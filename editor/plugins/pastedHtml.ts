import { DOMSerializer, type Fragment } from 'prosemirror-model';
import { Plugin } from 'prosemirror-state';
import type { EditorView } from 'prosemirror-view';
import { schema } from '../schema/schema.ts';

/** Turns HTML of other programs into what this editor would have drawn; the page is for its parser only. */
export type RedrawHtml = (html: string, page: Document) => string;

/** On what was copied out of this editor, which is read as it is. */
const ownMark = 'data-scriptorium';

/**
 * Makes the most of HTML that other programs put on the clipboard: lists of Word, styles that mean marks. What does that is loaded
 * with the first paste that needs it; where it can't be, the schema's own rules read what they know.
 */
export function pastedHtml(load: () => Promise<RedrawHtml>): Plugin {
  let redraw: RedrawHtml | undefined;
  const pasteOnceLoaded = async (view: EditorView, html: string, event: ClipboardEvent) => {
    redraw = await load().catch(() => (unread: string) => unread);
    if (!view.isDestroyed && view.editable) view.pasteHTML(html, event);
  };
  return new Plugin({
    props: {
      clipboardSerializer: new MarkedSerializer(
        DOMSerializer.nodesFromSchema(schema),
        DOMSerializer.marksFromSchema(schema),
      ),
      handlePaste(view, event) {
        const html = event.clipboardData?.getData('text/html') ?? '';
        const isCode = view.state.selection.$from.parent.type.spec.code === true;
        if (redraw || html === '' || isCode || isOwn(html)) return false;
        void pasteOnceLoaded(view, html, event);
        return true;
      },
      transformPastedHTML: (html, view) =>
        isOwn(html) || !redraw ? html : redraw(html, view.dom.ownerDocument),
    },
  });
}

function isOwn(html: string): boolean {
  return html.includes(ownMark);
}

class MarkedSerializer extends DOMSerializer {
  override serializeFragment(
    fragment: Fragment,
    options?: { document?: Document },
    target?: HTMLElement | DocumentFragment,
  ): HTMLElement | DocumentFragment {
    const drawn = super.serializeFragment(fragment, options, target);
    // Without a target it is the whole, and not the content of something in it.
    if (!target) drawn.firstElementChild?.setAttribute(ownMark, '');
    return drawn;
  }
}
