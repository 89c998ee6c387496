import type { Node } from 'prosemirror-model';
import { Selection, TextSelection } from 'prosemirror-state';
import { yUndoPluginKey, yXmlFragmentToProseMirrorRootNode } from 'y-prosemirror';
import { Awareness } from 'y-protocols/awareness';
import {
  applyUpdate,
  Doc,
  encodeStateAsUpdate,
  encodeStateVector,
  type UndoManager,
  XmlElement,
  XmlText,
} from 'yjs';
import { applyRemoteUpdate } from '../collab/remoteUpdate.ts';
import { createEditor, type EditorHandle } from '../editor.ts';
import { fragmentName, schema } from '../schema/schema.ts';
import { parseState, showDoc, showState } from './notation.fixture.ts';

/** One person's editor with its own copy of the document, for tests. Nothing reaches the others before `exchange`. */
export interface Replica {
  readonly doc: Doc;
  readonly awareness: Awareness;
  readonly editor: EditorHandle;
  /** The document and the selection, in the notation. */
  readonly shown: () => string;
  /** Types at the caret, as a keyboard does: input rules and marks to come included. */
  readonly type: (text: string) => void;
  /** Presses keys such as `Control+Shift+7`; whether the editor took them. */
  readonly press: (keys: string) => boolean;
  /** Sets the selection to where `line`, else equal to the document, has it. */
  readonly select: (line: string) => void;
}

/** The origin of what comes from others. */
export const remote = 'remote';

/** `count` replicas that all have the document `line`. Client ids are 1, 2, …, so that a failure happens again. */
export function createReplicas(count: number, line = ''): readonly Replica[] {
  const replicas = Array.from({ length: count }, (_, index) => createReplica(index + 1));
  const view = replicas[0]?.editor.view;
  if (line !== '' && view) {
    const tr = view.state.tr.insert(0, parseState(line).doc.content);
    view.dispatch(tr.setSelection(Selection.atStart(tr.doc)));
  }
  exchange(replicas);
  for (const { editor } of replicas) forgetHistory(editor);
  return replicas;
}

/** The first of `createReplicas(2, line)` and the second. */
export function createTwo(line = ''): readonly [Replica, Replica] {
  const [a, b] = createReplicas(2, line);
  if (!a || !b) throw new Error('Two replicas were asked for');
  return [a, b];
}

/** The first block as it is in Yjs. */
export function firstBlock({ doc }: Replica): XmlElement {
  const block = doc.getXmlFragment(fragmentName).get(0);
  if (!(block instanceof XmlElement)) throw new Error('The first child is not a block');
  return block;
}

/** The text of the first block as it is in Yjs. */
export function firstText(replica: Replica): XmlText {
  const text = firstBlock(replica).get(0);
  if (!(text instanceof XmlText)) throw new Error('The first block has no text');
  return text;
}

/** Everybody gets what the others have. */
export function exchange(replicas: readonly Replica[]): void {
  for (const from of replicas) for (const to of replicas) if (from !== to) send(from, to);
}

/** `to` gets what `from` has. */
export function send(from: Replica, to: Replica): void {
  applyRemoteUpdate(to.doc, encodeStateAsUpdate(from.doc, encodeStateVector(to.doc)), remote);
}

/** The document as somebody would draw it who opens it now. */
export function rebuilt({ doc }: Replica): Node {
  const copy = new Doc();
  applyUpdate(copy, encodeStateAsUpdate(doc));
  return yXmlFragmentToProseMirrorRootNode(copy.getXmlFragment(fragmentName), schema);
}

/** Ends what one undo takes back, as a pause in typing does. */
export function pause({ editor }: Replica): void {
  historyOf(editor).stopCapturing();
}

/** Somebody who has nothing yet. */
export function createReplica(clientID: number): Replica {
  const doc = new Doc();
  doc.clientID = clientID;
  const awareness = new Awareness(doc);
  // Its timer would keep the test's process alive.
  awareness.destroy();
  const editor = createEditor({ element: document.createElement('div'), doc, awareness, editable: true });
  const { view } = editor;
  return {
    doc,
    awareness,
    editor,
    shown: () => showState(view.state),
    type: (text) => {
      for (const character of text) typeCharacter(editor, character);
    },
    press: (keys) => pressKeys(editor, keys),
    select: (line) => {
      const wanted = parseState(line);
      if (showDoc(wanted.doc) !== showDoc(view.state.doc))
        throw new Error(`${showDoc(view.state.doc)} is not ${line}`);
      const { anchor, head } = wanted.selection;
      view.dispatch(view.state.tr.setSelection(TextSelection.create(view.state.doc, anchor, head)));
    },
  };
}

function pressKeys({ view }: EditorHandle, keys: string): boolean {
  const names = keys.split('+');
  const key = names.at(-1) ?? '';
  const event = new KeyboardEvent('keydown', {
    key,
    keyCode: /^\w$/.test(key) ? key.toUpperCase().charCodeAt(0) : 0,
    ctrlKey: names.includes('Control'),
    altKey: names.includes('Alt'),
    shiftKey: names.includes('Shift'),
  });
  return view.someProp('handleKeyDown', (handle) => handle(view, event)) === true;
}

function typeCharacter({ view }: EditorHandle, character: string): void {
  const { from, to } = view.state.selection;
  const insert = () => view.state.tr.insertText(character);
  const handled = view.someProp('handleTextInput', (handle) =>
    handle(view, ...([from, to, character, insert] as const)),
  );
  if (!handled) view.dispatch(insert());
}

function historyOf({ view }: EditorHandle): UndoManager {
  const state = yUndoPluginKey.getState(view.state);
  if (!state) throw new Error('The editor has no history');
  return state.undoManager;
}

function forgetHistory(editor: EditorHandle): void {
  historyOf(editor).clear();
}
