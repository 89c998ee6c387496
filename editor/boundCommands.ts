import type { Command } from 'prosemirror-state';
import type { EditorView } from 'prosemirror-view';
import type { UndoHistory } from './collab/undo.ts';
import { indent, outdent } from './commands/indent.ts';
import { insertDivider, insertHardBreak } from './commands/insert.ts';
import { type KindChoice, setKind, toggleCodeBlock } from './commands/kind.ts';
import { removeLink, setLink } from './commands/link.ts';
import { type PlainMarkName, toggleMark } from './commands/mark.ts';
import { toggleChecked } from './commands/task.ts';
import { readSelection } from './plugins/unreadSelection.ts';

/** What a toolbar or a menu can do. Each answers whether it did anything; while the editor isn't editable none does. */
export interface EditorCommands {
  readonly toggleMark: (name: PlainMarkName) => boolean;
  /** Makes the selected blocks that; if they are it already, paragraphs. */
  readonly setKind: (choice: KindChoice) => boolean;
  readonly toggleCodeBlock: () => boolean;
  readonly toggleChecked: () => boolean;
  readonly indent: () => boolean;
  readonly outdent: () => boolean;
  /** `typed` may be `example.org` or `a@example.org`; false for what can't be a safe link. */
  readonly setLink: (typed: string) => boolean;
  readonly removeLink: () => boolean;
  readonly insertDivider: () => boolean;
  readonly insertHardBreak: () => boolean;
  readonly undo: () => boolean;
  readonly redo: () => boolean;
}

export function bindCommands(view: EditorView, history: UndoHistory): EditorCommands {
  const act = (action: () => boolean): boolean => {
    if (!view.editable) return false;
    readSelection(view);
    return action();
  };
  const run = (command: Command): boolean => act(() => command(view.state, view.dispatch, view));
  return {
    toggleMark: (name) => run(toggleMark(name)),
    setKind: (choice) => run(setKind(choice)),
    toggleCodeBlock: () => run(toggleCodeBlock),
    toggleChecked: () => run(toggleChecked),
    indent: () => run(indent),
    outdent: () => run(outdent),
    setLink: (typed) => run(setLink(typed)),
    removeLink: () => run(removeLink),
    insertDivider: () => run(insertDivider),
    insertHardBreak: () => run(insertHardBreak),
    undo: () => act(() => history.undo(view.state)),
    redo: () => act(() => history.redo(view.state)),
  };
}
