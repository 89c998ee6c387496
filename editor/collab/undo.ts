import { type EditorState, Plugin, type Transaction } from 'prosemirror-state';
import { ySyncPluginKey, yUndoPluginKey } from 'y-prosemirror';
import { ContentType, type Item, UndoManager, type XmlFragment } from 'yjs';
import { bindingOf } from './binding.ts';
import { EditRun } from './editRun.ts';
import { captureSelection, type RelativeSelection } from './relativeSelection.ts';

/** The key in a stack item's meta for the selection to go back to. */
const selectionKey = Symbol('selection');

/**
 * Undo and redo of one's own edits only. Made and ended by the editor's handle, so that it survives the view's plugins
 * being made anew (E13), unlike y-prosemirror's own plugin.
 */
export class UndoHistory {
  readonly manager: UndoManager;
  /** In the shape under y-prosemirror's key, so that its commands and other plugins find the manager. */
  readonly plugin: Plugin;
  readonly #run = new EditRun();
  #before: RelativeSelection | undefined;

  constructor(fragment: XmlFragment) {
    this.manager = new UndoManager(fragment, {
      trackedOrigins: new Set([ySyncPluginKey]),
      deleteFilter: isEmptied,
      captureTransaction: (transaction) => transaction.meta.get('addToHistory') !== false,
    });
    this.manager.on('stack-item-added', ({ stackItem }) => {
      if (!stackItem.meta.has(selectionKey)) stackItem.meta.set(selectionKey, this.#before);
    });
    this.plugin = this.#createPlugin();
  }

  /** Where the undo or redo that is under way wants the selection. */
  readonly wantedSelection = (): RelativeSelection | undefined =>
    this.manager.currStackItem?.meta.get(selectionKey);

  get canUndo(): boolean {
    return this.manager.undoStack.length > 0;
  }

  get canRedo(): boolean {
    return this.manager.redoStack.length > 0;
  }

  undo(state: EditorState): boolean {
    this.#run.end();
    this.#before = captureSelection(bindingOf(state), state);
    return this.manager.undo() !== null;
  }

  redo(state: EditorState): boolean {
    this.#run.end();
    this.#before = captureSelection(bindingOf(state), state);
    return this.manager.redo() !== null;
  }

  /** Calls `listener` when an undo or redo has become possible or impossible. */
  onChange(listener: () => void): void {
    for (const event of ['stack-item-added', 'stack-item-popped', 'stack-cleared'] as const)
      this.manager.on(event, listener);
  }

  destroy(): void {
    this.manager.destroy();
  }

  /** The fragment still is what the old state shows: an own change is written after the state is applied. */
  #prepare(tr: Transaction, old: EditorState): void {
    this.#before = captureSelection(bindingOf(old), old);
    if (!this.#run.extend(tr)) this.manager.stopCapturing();
  }

  #createPlugin(): Plugin {
    const pluginState = () => ({
      undoManager: this.manager,
      prevSel: null,
      hasUndoOps: this.canUndo,
      hasRedoOps: this.canRedo,
    });
    return new Plugin({
      key: yUndoPluginKey,
      state: {
        init: pluginState,
        apply: (tr, _value, old) => {
          if (tr.getMeta(ySyncPluginKey)) this.#run.map(tr);
          else if (tr.docChanged) this.#prepare(tr, old);
          return pluginState();
        },
      },
    });
  }
}

/** Undoing the creation of a type, of whatever sort, leaves it while it holds what somebody else wrote (E9). */
function isEmptied({ content }: Item): boolean {
  return !(content instanceof ContentType) || content.type._length === 0;
}
