import { DOMSerializer, type Fragment, type Slice } from 'prosemirror-model';
import { type EditorState, Plugin, type Transaction } from 'prosemirror-state';
import type { EditorView } from 'prosemirror-view';
import { schema } from '../schema/schema.ts';

/** What makes the most of what is pasted. It is loaded when somebody first writes, since it is large and reading needs none of it. */
export interface Pasting {
  /** HTML of other programs as this editor would have drawn it; the page is for its parser only. */
  readonly redrawHtml: (html: string, page: Document) => string;
  readonly looksLikeMarkdown: (text: string) => boolean;
  /** As HTML that is neither clean nor safe. */
  readonly loadMarkdown: () => Promise<(markdown: string) => string>;
  /** Null for what needs no place of its own. */
  readonly pasteInPlace: (state: EditorState, slice: Slice) => Transaction | null;
}

/** On what was copied out of this editor, which is read as it is. */
const ownMark = 'data-scriptorium';

/**
 * What is pasted arrives as what it was, and as a part of what it is pasted into: lists of Word, styles that mean marks, Markdown;
 * paragraphs in an item stay in it. With Shift, Markdown stays text. Where what does that can't be loaded, ProseMirror's own ways remain.
 */
export function pasting(load: () => Promise<Pasting>): Plugin {
  let loaded: Pasting | undefined;
  let isShifted = false;
  const start = async () => {
    loaded ??= await load().catch(() => undefined);
    return loaded;
  };
  const pasteLater = async (view: EditorView, event: ClipboardEvent, { html, text }: Pasted) => {
    const isMarkdown = html === '' && !isShifted;
    const pasting = await start();
    const read =
      isMarkdown && pasting?.looksLikeMarkdown(text)
        ? await pasting.loadMarkdown().catch(() => undefined)
        : undefined;
    if (view.isDestroyed || !view.editable) return;
    if (html !== '' || read) view.pasteHTML(read?.(text) ?? html, event);
    else view.pasteText(text, event);
  };
  return new Plugin({
    props: {
      clipboardSerializer: new MarkedSerializer(
        DOMSerializer.nodesFromSchema(schema),
        DOMSerializer.marksFromSchema(schema),
      ),
      handleDOMEvents: {
        focus: () => void start(),
        keydown: (_view, event) => {
          isShifted = event.shiftKey;
        },
        paste(view, event) {
          const pasted = readClipboard(event);
          const { html, text } = pasted;
          const isCode = view.state.selection.$from.parent.type.spec.code === true;
          if (!view.editable || isCode || html + text === '') return false;
          if (loaded && (html !== '' || isShifted || !loaded.looksLikeMarkdown(text))) return false;
          event.preventDefault();
          void pasteLater(view, event, pasted);
          return true;
        },
      },
      handlePaste(view, _event, slice) {
        const tr = loaded?.pasteInPlace(view.state, slice);
        if (tr) view.dispatch(tr.scrollIntoView().setMeta('paste', true).setMeta('uiEvent', 'paste'));
        return Boolean(tr);
      },
      transformPastedHTML: (html, view) =>
        html.includes(ownMark) || !loaded ? html : loaded.redrawHtml(html, view.dom.ownerDocument),
    },
  });
}

interface Pasted {
  readonly html: string;
  readonly text: string;
}

function readClipboard({ clipboardData }: ClipboardEvent): Pasted {
  const read = (type: string) => clipboardData?.getData(type) ?? '';
  return { html: read('text/html'), text: read('text/plain') };
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
