import { type EditorState, Plugin } from 'prosemirror-state';
import type { EditorView } from 'prosemirror-view';
import { createFirstBlock } from '../commands/kind.ts';

/**
 * An empty document has no block, so that looking at it writes nothing (E11). It shows a placeholder, and gets its first
 * block just before somebody's own first input, as part of that.
 */
export function emptyDocument(placeholder: string): Plugin {
  return new Plugin({
    props: {
      attributes: (state): Record<string, string> =>
        isEmpty(state)
          ? { class: 'scriptorium-empty', 'data-placeholder': placeholder, 'aria-placeholder': placeholder }
          : {},
      handleDOMEvents: {
        compositionstart: beginBlock,
        beforeinput: (view, event) => {
          if (event.inputType.startsWith('insert')) beginBlock(view);
          return false;
        },
      },
    },
  });
}

/** Whether there is nothing to read: no block, or one paragraph without text. */
export function isEmpty({ doc }: EditorState): boolean {
  const first = doc.firstChild;
  if (!first) return true;
  return doc.childCount === 1 && first.content.size === 0 && first.attrs.kind === 'paragraph';
}

/** Input methods write into the element with the caret, which therefore must be there before they begin. */
function beginBlock(view: EditorView): boolean {
  if (view.editable) createFirstBlock({ kind: 'paragraph' })(view.state, view.dispatch);
  return false;
}
