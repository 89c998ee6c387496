import { Plugin } from 'prosemirror-state';
import type { EditorView } from 'prosemirror-view';
import { toggleCheckedAt } from '../commands/task.ts';

/** A click on a task's box ticks it in the document; the box itself is only drawn. */
export function taskBox(): Plugin {
  return new Plugin({
    props: {
      handleDOMEvents: {
        // The caret stays where it is, and on a phone the keyboard doesn't open.
        mousedown: (_view, event) => boxOf(event) !== undefined && prevented(event),
        click: (view, event) => {
          const box = boxOf(event);
          return box !== undefined && prevented(event) && tick(view, box);
        },
      },
    },
  });
}

function tick(view: EditorView, box: HTMLInputElement): boolean {
  if (!view.editable) return true;
  const $pos = view.state.doc.resolve(view.posAtDOM(box, 0));
  return $pos.depth > 0 && toggleCheckedAt($pos.before(1))(view.state, view.dispatch);
}

function boxOf(event: Event): HTMLInputElement | undefined {
  const target = event.target;
  return target instanceof HTMLInputElement && target.type === 'checkbox' ? target : undefined;
}

function prevented(event: Event): true {
  event.preventDefault();
  return true;
}
