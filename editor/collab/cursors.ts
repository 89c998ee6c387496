import { type EditorState, Plugin } from 'prosemirror-state';
import { Decoration, DecorationSet, type EditorView } from 'prosemirror-view';
import { yCursorPluginKey, ySyncPluginKey } from 'y-prosemirror';
import type { Awareness } from 'y-protocols/awareness';
import { bindingOf } from './binding.ts';
import { findPosition, parseCursor, type RemoteCursor, tellCursor } from './cursor.ts';
import { drawCaret, selectionAttributes } from './cursorElement.ts';
import { type Schedule, throttled } from './throttle.ts';

export interface CursorOptions {
  readonly awareness: Awareness;
  readonly schedule: Schedule;
  /** Lets the view take notice of a selection that it hasn't been told of. */
  readonly readSelection?: (view: EditorView) => void;
}

interface CursorState {
  /** As JSON, by which it is seen whether anything changed. */
  readonly seen: string;
  readonly cursors: readonly RemoteCursor[];
  readonly decorations: DecorationSet;
}

/**
 * Everybody else's caret and selection, and one's own told to them, in the fields of y-prosemirror's cursor plugin and
 * under its key. Unlike there (E17), presence is parsed, and many changes make one transaction, or none if no cursor moved.
 */
export function cursorPlugin(options: CursorOptions): Plugin<CursorState> {
  return new Plugin<CursorState>({
    key: yCursorPluginKey,
    state: {
      init: (_config, state) => drawCursors(state, readCursors(options.awareness)),
      apply: (tr, value, ...[, state]) => {
        const cursors: readonly RemoteCursor[] | undefined = tr.getMeta(yCursorPluginKey);
        if (cursors) return drawCursors(state, cursors);
        const moved = { ...value, decorations: value.decorations.map(tr.mapping, tr.doc) };
        return tr.getMeta(ySyncPluginKey) ? settledCursors(state, moved) : moved;
      },
    },
    props: {
      decorations(state) {
        return this.getState(state)?.decorations;
      },
    },
    view: (view) => new CursorExchange(view, options),
  });
}

/** Carries cursors both ways between a view and the presence of a document. */
class CursorExchange {
  readonly #view: EditorView;
  readonly #awareness: Awareness;
  readonly #readSelection;
  readonly #receive;
  readonly #send;
  #focused = false;

  constructor(view: EditorView, { awareness, schedule, readSelection }: CursorOptions) {
    this.#view = view;
    this.#awareness = awareness;
    this.#readSelection = readSelection;
    this.#receive = throttled(schedule, () => this.#show());
    this.#send = throttled(schedule, () => this.#tell());
    awareness.on('change', this.#receive.run);
    view.dom.addEventListener('focusin', this.#onFocus);
  }

  update(view: EditorView, previous: EditorState): void {
    if (!view.state.selection.eq(previous.selection) || view.state.doc !== previous.doc) this.#send.run();
  }

  destroy(): void {
    this.#awareness.off('change', this.#receive.run);
    this.#view.dom.removeEventListener('focusin', this.#onFocus);
    this.#receive.cancel();
    this.#send.cancel();
    if (this.#awareness.getLocalState()?.cursor) this.#awareness.setLocalStateField('cursor', null);
  }

  /** A cursor stays when its person looks at another window, since they are still there. */
  readonly #onFocus = (): void => {
    this.#focused = true;
    this.#send.run();
  };

  #show(): void {
    const cursors = readCursors(this.#awareness);
    const shown: CursorState | undefined = yCursorPluginKey.getState(this.#view.state);
    if (shown?.seen === JSON.stringify(cursors)) return;
    this.#readSelection?.(this.#view);
    this.#view.dispatch(this.#view.state.tr.setMeta(yCursorPluginKey, cursors));
  }

  #tell(): void {
    const local = this.#awareness.getLocalState();
    if (!this.#focused || !local) return;
    const cursor = tellCursor(bindingOf(this.#view.state), this.#view.state.selection);
    if (JSON.stringify(local.cursor) !== JSON.stringify(cursor))
      this.#awareness.setLocalStateField('cursor', cursor);
  }
}

function readCursors(awareness: Awareness): readonly RemoteCursor[] {
  return [...awareness.getStates()]
    .filter(([clientId]) => clientId !== awareness.clientID)
    .flatMap(([clientId, state]) => parseCursor(clientId, state) ?? []);
}

function drawCursors(state: EditorState, cursors: readonly RemoteCursor[]): CursorState {
  const decorations = cursors.flatMap((cursor) => decorate(state, cursor));
  return {
    seen: JSON.stringify(cursors),
    cursors,
    decorations: DecorationSet.create(state.doc, decorations),
  };
}

/**
 * After a change that came from Yjs, which alone knows where each cursor is now. Nearly always they have only moved along;
 * drawing them anew would look at every block.
 */
function settledCursors(state: EditorState, moved: CursorState): CursorState {
  const now = moved.cursors.flatMap((cursor) => decorate(state, cursor));
  return placesOf(now) === placesOf(moved.decorations.find()) ? moved : drawCursors(state, moved.cursors);
}

function placesOf(decorations: readonly Decoration[]): string {
  return decorations
    .map(({ from, to, spec }) => JSON.stringify([from, to, spec.key]))
    .toSorted()
    .join();
}

function decorate(state: EditorState, cursor: RemoteCursor): readonly Decoration[] {
  const binding = bindingOf(state);
  const anchor = findPosition(binding, cursor.anchor);
  const head = findPosition(binding, cursor.head);
  if (anchor === undefined || head === undefined || Math.max(anchor, head) > state.doc.content.size)
    return [];
  const { person, clientId } = cursor;
  // The same key keeps the element, and with it the label that is fading, while only others' text moves the caret.
  const key = JSON.stringify([clientId, person, cursor.head]);
  const caret = Decoration.widget(head, () => drawCaret(person), { key, side: 10, ignoreSelection: true });
  const from = Math.min(anchor, head);
  const to = Math.max(anchor, head);
  return from === to ? [caret] : [caret, Decoration.inline(from, to, selectionAttributes(person), { key })];
}
