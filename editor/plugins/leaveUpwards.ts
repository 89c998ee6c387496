import { Plugin } from 'prosemirror-state';
import type { EditorView } from 'prosemirror-view';

/** ArrowUp in the first line leads to what stands above the text, as it would if both were one. */
export function leaveUpwards(onLeave: () => void): Plugin {
  return new Plugin({
    props: {
      handleKeyDown(view, { key, shiftKey, ctrlKey, altKey, metaKey }) {
        const isPlain = key === 'ArrowUp' && !shiftKey && !ctrlKey && !altKey && !metaKey;
        if (!isPlain || !isInFirstLine(view)) return false;
        onLeave();
        return true;
      },
    },
  });
}

function isInFirstLine(view: EditorView): boolean {
  const { doc, selection } = view.state;
  if (doc.childCount === 0) return true;
  return selection.empty && selection.$from.index(0) === 0 && view.endOfTextblock('up');
}
