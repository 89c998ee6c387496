import { Plugin } from 'prosemirror-state';
import type { EditorView } from 'prosemirror-view';
import { indent, isInList, outdent } from '../commands/indent.ts';

/**
 * Tab and Shift-Tab change the depth of list items, and only there, so that elsewhere they lead out of the editor.
 * After Escape they lead out of a list, too: nobody is trapped who has only a keyboard.
 */
export function tabKey(): Plugin {
  let leaving = false;
  return new Plugin({
    props: {
      handleKeyDown(view, event) {
        if (event.key === 'Tab') return !leaving && !hasModifier(event) && shift(view, event.shiftKey);
        // Shift comes before the Tab that it belongs to.
        if (event.key !== 'Shift') leaving = event.key === 'Escape';
        return false;
      },
      handleDOMEvents: {
        blur() {
          leaving = false;
        },
      },
    },
  });
}

/** At the greatest depth Tab does nothing, rather than leave the editor by surprise. */
function shift(view: EditorView, outwards: boolean): boolean {
  if (!view.editable || !isInList(view.state)) return false;
  (outwards ? outdent : indent)(view.state, view.dispatch);
  return true;
}

function hasModifier(event: KeyboardEvent): boolean {
  return event.ctrlKey || event.altKey || event.metaKey;
}
