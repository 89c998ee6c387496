import { Plugin } from 'prosemirror-state';
import type { EditorView } from 'prosemirror-view';

/**
 * Lets the view take notice of a selection that the browser shows and has not told of yet. Chromium tells by an event
 * that may come a frame or more later; whatever is done to the view in between would act on the selection before, and
 * write that one back. A composition is left alone: the view follows it by what it writes.
 */
export function readSelection(view: EditorView): void {
  if (view.hasFocus() && !view.composing) view.dom.ownerDocument.dispatchEvent(new Event('selectionchange'));
}

/** Every key acts on what is selected when it is pressed. */
export function unreadSelection(): Plugin {
  return new Plugin({
    view(view) {
      const document = view.dom.ownerDocument;
      const onKey = ({ target, isComposing }: KeyboardEvent): void => {
        if (!isComposing && target instanceof Node && view.dom.contains(target)) readSelection(view);
      };
      // Before whoever else handles the key, such as a toolbar that takes the focus.
      document.addEventListener('keydown', onKey, { capture: true });
      return { destroy: () => document.removeEventListener('keydown', onKey, { capture: true }) };
    },
  });
}
