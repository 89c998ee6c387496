import { baseKeymap } from 'prosemirror-commands';
import { undoInputRule } from 'prosemirror-inputrules';
import { keymap } from 'prosemirror-keymap';
import { type Command, type EditorState, NodeSelection, type Plugin, Selection } from 'prosemirror-state';
import { backspace, deleteForward } from '../commands/backspace.ts';
import { enter } from '../commands/enter.ts';
import { exitCode } from '../commands/exitCode.ts';
import { insertHardBreak, insertMathInline } from '../commands/insert.ts';
import { setKind, toggleCodeBlock } from '../commands/kind.ts';
import { toggleMark } from '../commands/mark.ts';
import { moveDown, moveUp } from '../commands/move.ts';
import { toggleChecked } from '../commands/task.ts';

/** Undo and redo, which belong to the history and not to the state. */
export interface HistoryKeys {
  readonly undo: (state: EditorState) => boolean;
  readonly redo: (state: EditorState) => boolean;
}

/** The keys that change the document, the first plugin that knows a key being the one that handles it. */
export function keyBindings(history: HistoryKeys): readonly Plugin[] {
  return [
    keymap({ ...markKeys, ...kindKeys, ...structureKeys, ...historyKeys(history) }),
    keymap(baseKeymap),
  ];
}

const markKeys: Readonly<Record<string, Command>> = {
  'Mod-b': toggleMark('strong'),
  'Mod-i': toggleMark('em'),
  'Mod-u': toggleMark('underline'),
  'Mod-e': toggleMark('code'),
  'Mod-Shift-x': toggleMark('strikethrough'),
  'Mod-.': toggleMark('superscript'),
  'Mod-,': toggleMark('subscript'),
  'Mod-Alt-m': insertMathInline,
};

const kindKeys: Readonly<Record<string, Command>> = {
  'Mod-Alt-0': setKind({ kind: 'paragraph' }),
  'Mod-Alt-1': setKind({ kind: 'heading', level: 1 }),
  'Mod-Alt-2': setKind({ kind: 'heading', level: 2 }),
  'Mod-Alt-3': setKind({ kind: 'heading', level: 3 }),
  'Mod-Alt-4': setKind({ kind: 'heading', level: 4 }),
  'Mod-Alt-5': setKind({ kind: 'heading', level: 5 }),
  'Mod-Alt-6': setKind({ kind: 'heading', level: 6 }),
  'Mod-Shift-7': setKind({ kind: 'numbered' }),
  'Mod-Shift-8': setKind({ kind: 'bullet' }),
  'Mod-Shift-9': setKind({ kind: 'task' }),
  'Mod-Alt-c': toggleCodeBlock,
};

const structureKeys: Readonly<Record<string, Command>> = {
  Enter: enter,
  'Shift-Enter': insertHardBreak,
  'Mod-Enter': either(toggleChecked, exitCode),
  Backspace: either(undoInputRule, backspace),
  'Mod-Backspace': backspace,
  'Shift-Backspace': backspace,
  Delete: deleteForward,
  'Mod-Delete': deleteForward,
  'Mod-Home': leaveNode('start'),
  'Mod-End': leaveNode('end'),
  'Alt-ArrowUp': moveUp,
  'Alt-ArrowDown': moveDown,
};

/** Browsers don't know where to go from what is selected as a whole. */
function leaveNode(side: 'start' | 'end'): Command {
  return ({ selection, doc, tr }, dispatch) => {
    if (!(selection instanceof NodeSelection)) return false;
    const wanted = side === 'start' ? Selection.atStart(doc) : Selection.atEnd(doc);
    if (dispatch) dispatch(tr.setSelection(wanted).scrollIntoView());
    return true;
  };
}

/** With nothing to undo the key still is the editor's: the browser's own undo would bypass the document. */
function historyKeys({ undo, redo }: HistoryKeys): Readonly<Record<string, Command>> {
  const handled =
    (act: (state: EditorState) => boolean): Command =>
    (state, dispatch) => {
      if (dispatch) act(state);
      return true;
    };
  return { 'Mod-z': handled(undo), 'Mod-y': handled(redo), 'Mod-Shift-z': handled(redo) };
}

function either(first: Command, second: Command): Command {
  return (state, dispatch, view) => first(state, dispatch, view) || second(state, dispatch, view);
}
