import type { Node } from 'prosemirror-model';
import { EditorState, type Plugin, type Transaction } from 'prosemirror-state';
import { EditorView } from 'prosemirror-view';
import type { Awareness } from 'y-protocols/awareness';
import type { Doc } from 'yjs';
import { bindCommands, type EditorCommands } from './boundCommands.ts';
import { Binding } from './collab/binding.ts';
import { cursorPlugin } from './collab/cursors.ts';
import { isRemote } from './collab/syncPlugin.ts';
import { scheduleSoon } from './collab/throttle.ts';
import { UndoHistory } from './collab/undo.ts';
import { type ContentOptions, contentPlugins } from './contentPlugins.ts';
import { LateTables } from './lateTables.ts';
import { nodeViews } from './nodeViews/nodeViews.ts';
import { scrollPadding } from './plugins/scrollPadding.ts';
import { readSelection, unreadSelection } from './plugins/unreadSelection.ts';
import { fragmentName, schema, schemaVersion } from './schema/schema.ts';
import { type EditorStatus, equalStatus, readStatus } from './status.ts';

export interface EditorOptions extends ContentOptions {
  /** The content area is appended to it. */
  readonly element: HTMLElement;
  /** Its fragment `prosemirror` is edited. */
  readonly doc: Doc;
  /** Others' cursors are read from it and one's own is told in the field `cursor`; `user` is left to the caller. */
  readonly awareness: Awareness;
  /** False by default, since nothing may be written before the document is synced: see `setEditable`. */
  readonly editable?: boolean;
  /** Of `schema`, unless a test is of another time. */
  readonly schemaVersion?: number;
  /** What screen readers call the content area. */
  readonly label?: string;
}

/** An editor on a page; `index.ts` shows the whole of what it offers. */
export interface EditorHandle {
  readonly view: EditorView;
  readonly commands: EditorCommands;
  /** What the selection is in and what can be done, as of now. */
  peek(): EditorStatus;
  /** Calls `listener` after each change of what `peek` answers; the answer ends it. */
  subscribe(listener: (status: EditorStatus) => void): () => void;
  /** Once the document is synced and its user may write. While false nothing is written, by anybody or anything. */
  setEditable(editable: boolean): void;
  focus(): void;
  /** Takes the content area off the page and the cursor off others' screens; the `Doc` stays. */
  destroy(): void;
}

export function createEditor(options: EditorOptions): EditorHandle {
  return new Editor(options);
}

class Editor implements EditorHandle {
  readonly #binding: Binding;
  readonly #history: UndoHistory;
  readonly #tables = new LateTables();
  readonly #listeners = new Set<(status: EditorStatus) => void>();
  #editable: boolean;
  #status: EditorStatus;
  readonly view: EditorView;
  readonly commands: EditorCommands;

  constructor(options: EditorOptions) {
    const fragment = options.doc.getXmlFragment(fragmentName);
    this.#editable = options.editable ?? false;
    this.#history = new UndoHistory(fragment);
    this.#binding = new Binding({
      fragment,
      schema,
      schemaVersion: options.schemaVersion ?? schemaVersion,
      mayWrite: () => this.#mayWrite(),
      undoSelection: this.#history.wantedSelection,
      readSelection,
    });
    this.view = this.#createView(options);
    this.commands = bindCommands(this.view, { ...options, history: this.#history, tables: this.#tables });
    this.#status = this.#readStatus();
    this.#tables.look(this.view);
    this.#history.onChange(this.#notify);
    this.#binding.onOutdated(() => this.#refresh());
  }

  peek(): EditorStatus {
    return this.#status;
  }

  subscribe(listener: (status: EditorStatus) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  setEditable(editable: boolean): void {
    if (editable === this.#editable) return;
    this.#editable = editable;
    this.#refresh();
    this.#binding.putBack();
  }

  focus(): void {
    readSelection(this.view);
    this.view.focus();
  }

  destroy(): void {
    this.#listeners.clear();
    this.view.destroy();
    this.#binding.destroy();
    this.#history.destroy();
  }

  #createView(options: EditorOptions): EditorView {
    const { element, label = 'Document' } = options;
    const state = EditorState.create({
      doc: this.#binding.initialDoc,
      plugins: this.#createPlugins(options),
    });
    return new EditorView(element, {
      state,
      nodeViews,
      editable: () => this.#mayWrite(),
      attributes: ({ doc }) => contentAttributes(label, { doc, editable: this.#mayWrite() }),
      dispatchTransaction: (tr) => this.#dispatch(tr),
    });
  }

  #createPlugins(options: EditorOptions): Plugin[] {
    const { awareness } = options;
    return [
      this.#binding.plugin,
      this.#history.plugin,
      cursorPlugin({ awareness, schedule: scheduleSoon, readSelection }),
      unreadSelection(),
      scrollPadding(),
      ...contentPlugins({
        ...options,
        undo: () => this.commands.undo(),
        redo: () => this.commands.redo(),
      }),
    ];
  }

  #dispatch(tr: Transaction): void {
    const { view } = this;
    if (tr.docChanged && !isRemote(tr) && !this.#mayWrite()) return;
    view.updateState(view.state.apply(tr));
    if (tr.docChanged) this.#tables.look(view, tr);
    this.#notify();
  }

  #mayWrite(): boolean {
    return this.#editable && !this.#binding.outdated;
  }

  /** Lets the view ask again whether it is editable. */
  #refresh(): void {
    this.view.setProps({});
    this.#notify();
  }

  readonly #notify = (): void => {
    const status = this.#readStatus();
    if (equalStatus(status, this.#status)) return;
    this.#status = status;
    for (const listener of [...this.#listeners]) listener(status);
  };

  #readStatus(): EditorStatus {
    const { canUndo, canRedo } = this.#history;
    const { outdated } = this.#binding;
    return readStatus(this.view.state, { canUndo, canRedo, editable: this.#mayWrite(), outdated });
  }
}

/** From so many blocks on, those that nobody sees aren't laid out. */
const longFrom = 300;

interface Content {
  readonly doc: Node;
  readonly editable: boolean;
}

function contentAttributes(label: string, { doc, editable }: Content): Record<string, string> {
  return {
    class: `scriptorium-content${doc.childCount < longFrom ? '' : ' scriptorium-long'}`,
    role: 'textbox',
    'aria-multiline': 'true',
    'aria-label': label,
    'aria-readonly': String(!editable),
    tabindex: '0',
  };
}
