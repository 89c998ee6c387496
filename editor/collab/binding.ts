import type { Node } from 'prosemirror-model';
import type { EditorState, Plugin, Transaction } from 'prosemirror-state';
import type { EditorView } from 'prosemirror-view';
import {
  initProseMirrorDoc,
  type ProsemirrorBinding,
  updateYFragment,
  ySyncPlugin,
  ySyncPluginKey,
} from 'y-prosemirror';
import {
  applyUpdate,
  Doc,
  encodeStateAsUpdate,
  type XmlFragment,
  type Transaction as YTransaction,
} from 'yjs';
import { fragmentName, schema } from '../schema/schema.ts';
import { amend, remap } from './amend.ts';
import { patch } from './patch.ts';
import {
  captureSelection,
  type RelativeSelection,
  restoreSelection,
  selectionAfter,
} from './relativeSelection.ts';
import { bringsUnknown, holdsUnknown } from './unknown.ts';

export interface BindingOptions {
  readonly fragment: XmlFragment;
  /** Whether this person may write now; while false, nothing is ever written. */
  readonly mayWrite: () => boolean;
  /** The selection that an undo or redo under way wants back. */
  readonly undoSelection: () => RelativeSelection | undefined;
  /** Lets the view take notice of a selection that it hasn't been told of. */
  readonly readSelection?: (view: EditorView) => void;
}

/**
 * y-prosemirror's sync plugin, and what it gets wrong set right as far as can be done from outside:
 * a remote change becomes small steps (E5), selections of any sort survive it (E15), it never scrolls (E16),
 * and a reader writes nothing (E11).
 */
export class Binding {
  readonly #options: BindingOptions;
  /** The ProseMirror document that the fragment holds, by identity. */
  #written: Node;
  #before: RelativeSelection | undefined;
  #inner: ProsemirrorBinding | undefined;
  #outdatedListener: () => void = () => {};
  readonly plugin: Plugin;

  /** Whether the fragment holds what this version doesn't know. Then it is let be, and what was drawn stays (E1). */
  outdated: boolean;

  constructor(options: BindingOptions) {
    const { fragment } = options;
    this.outdated = holdsUnknown(fragment);
    const { doc, mapping } = initProseMirrorDoc(this.outdated ? detachedCopy(fragment) : fragment, schema);
    this.#options = options;
    this.#written = doc;
    this.plugin = ySyncPlugin(fragment, { mapping });
    fragment.doc?.on('beforeObserverCalls', this.#guard);
    fragment.doc?.on('afterTransaction', leaveFormatting);
  }

  /** What the fragment held when the binding was made. */
  get initialDoc(): Node {
    return this.#written;
  }

  /** To be called once, with the state that has the plugin, before a view is made of it. */
  attach(state: EditorState): void {
    const inner = bindingOf(state);
    this.#inner = inner;
    // y-prosemirror's own record stays empty, so that it neither moves the selection nor scrolls: that is done here.
    inner.beforeAllTransactions = () => this.#remember(inner);
    inner._prosemirrorChanged = (doc) => this.#write(inner, doc);
    if (this.outdated) detach(inner);
  }

  /** `tr` itself if it is the user's own; a remote change, which arrives as one step over everything, as small steps. */
  narrow(state: EditorState, tr: Transaction): Transaction {
    const change = changeOf(tr);
    if (!change?.isChangeOrigin) return tr;
    const small = patch(state.tr, tr.doc).setMeta(ySyncPluginKey, change).setMeta('addToHistory', false);
    const wanted = change.isUndoRedoOperation ? this.#options.undoSelection() : undefined;
    const selection = selectionAfter(small, this.#restored(small, wanted));
    if (!selection.eq(small.selection)) small.setSelection(selection);
    if (state.storedMarks && !change.isUndoRedoOperation) small.setStoredMarks(state.storedMarks);
    if (change.isUndoRedoOperation) small.scrollIntoView();
    if (this.#inner)
      remap(this.#inner.mapping, { fragment: this.#options.fragment, before: tr.doc, now: small.doc });
    this.#written = small.doc;
    return small;
  }

  #restored(tr: Transaction, wanted: RelativeSelection | undefined) {
    const selection = wanted ?? this.#before;
    return selection && this.#inner && restoreSelection(this.#inner, selection, tr.doc);
  }

  /** To be called when the fragment brings what this version doesn't know. */
  onOutdated(listener: () => void): void {
    this.#outdatedListener = listener;
  }

  destroy(): void {
    this.#options.fragment.doc?.off('beforeObserverCalls', this.#guard);
    this.#options.fragment.doc?.off('afterTransaction', leaveFormatting);
  }

  isRemote(tr: Transaction): boolean {
    return changeOf(tr)?.isChangeOrigin === true;
  }

  /** Runs before y-prosemirror sees the change, which would delete from the document what it can't draw. */
  readonly #guard = (transaction: YTransaction): void => {
    if (this.outdated || !bringsUnknown(this.#options.fragment, transaction)) return;
    this.outdated = true;
    if (this.#inner) detach(this.#inner);
    this.#outdatedListener();
  };

  #remember(inner: ProsemirrorBinding): void {
    const view: EditorView | null = inner.prosemirrorView;
    // While an own change is being written the state is ahead of the fragment, and positions of one mean nothing in the other.
    const isLevel = view !== null && view.state.doc === this.#written;
    // The remote change will be drawn with the selection that the view knows, which must be the one that is shown.
    // What was typed can't come to light here: the view reads that in the task in which it is typed.
    if (isLevel) this.#options.readSelection?.(view);
    this.#before = isLevel ? captureSelection(inner, view.state) : undefined;
  }

  #write(inner: ProsemirrorBinding, doc: Node): void {
    if (doc === this.#written || !this.#options.mayWrite()) return;
    const changed = { fragment: inner.type, before: this.#written, now: doc };
    inner.doc.transact(() => {
      updateYFragment(inner.doc, inner.type, doc, inner);
      amend(changed);
    }, ySyncPluginKey);
    this.#written = doc;
  }
}

interface SyncChange {
  readonly isChangeOrigin?: boolean;
  readonly isUndoRedoOperation?: boolean;
}

function changeOf(tr: Transaction): SyncChange | undefined {
  return tr.getMeta(ySyncPluginKey);
}

/**
 * After a remote change of formatting Yjs deletes what has become redundant, as an edit of its own: everybody who has
 * the document open would send one, readers too (E11). Redundant formatting does no harm, so it stays.
 */
function leaveFormatting(transaction: YTransaction): void {
  transaction._needFormattingCleanup = false;
}

/** Ends y-prosemirror's part for good, also for when the view's plugins are made anew. */
function detach(inner: ProsemirrorBinding): void {
  inner.destroy();
  inner.initView = () => {};
}

function detachedCopy(fragment: XmlFragment): XmlFragment {
  const copy = new Doc();
  if (fragment.doc) applyUpdate(copy, encodeStateAsUpdate(fragment.doc));
  return copy.getXmlFragment(fragmentName);
}

/** y-prosemirror's binding, which it keeps in the state of its plugin. */
export function bindingOf(state: EditorState): ProsemirrorBinding {
  return ySyncPluginKey.getState(state).binding;
}
