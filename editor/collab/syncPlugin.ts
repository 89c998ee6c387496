import type { Node } from 'prosemirror-model';
import { Plugin, type Transaction } from 'prosemirror-state';
import type { EditorView } from 'prosemirror-view';
import { ySyncPluginKey } from 'y-prosemirror';
import type { Doc, XmlFragment } from 'yjs';

/** In the shape that y-prosemirror's own plugins and helpers read under `ySyncPluginKey`. */
export interface SyncState<Binding> {
  readonly type: XmlFragment;
  readonly doc: Doc;
  readonly binding: Binding;
  readonly snapshot: null;
  readonly prevSnapshot: null;
  readonly isChangeOrigin: boolean;
  readonly isUndoRedoOperation: boolean;
  readonly addToHistory: boolean;
  /** Own transactions that aren't in the fragment yet, the first of the document that is. */
  readonly unwritten: readonly Transaction[];
}

/** What the plugin tells its binding. */
export interface Bindable {
  readonly type: XmlFragment;
  readonly doc: Doc;
  /** The document that views show, as far as it was written or came from the fragment. */
  readonly drawn: Node;
  attach(view: EditorView): void;
  detach(): void;
  /** After each change of what `view` shows. */
  follow(view: EditorView): void;
  afterComposition(): void;
}

/** The plugin under y-prosemirror's key: gathers what the user does until `binding` writes it. */
export function syncPlugin<Binding extends Bindable>(binding: Binding): Plugin<SyncState<Binding>> {
  return new Plugin<SyncState<Binding>>({
    key: ySyncPluginKey,
    state: { init: () => syncState(binding, []), apply: (tr, value) => gather(binding, tr, value) },
    props: {
      handleDOMEvents: {
        compositionend: () => {
          binding.afterComposition();
          return false;
        },
      },
    },
    view: (view) => {
      binding.attach(view);
      return { update: () => binding.follow(view), destroy: () => binding.detach() };
    },
  });
}

function gather<Binding extends Bindable>(
  binding: Binding,
  tr: Transaction,
  { unwritten }: SyncState<Binding>,
): SyncState<Binding> {
  const change: Partial<SyncState<Binding>> = tr.getMeta(ySyncPluginKey) ?? {};
  const isOwn = tr.docChanged && !change.isChangeOrigin;
  const before = tr.before === binding.drawn || change.isChangeOrigin ? [] : unwritten;
  return {
    ...syncState(binding, isOwn ? [...before, tr] : before),
    ...change,
    addToHistory: tr.getMeta('addToHistory') !== false,
  };
}

function syncState<Binding extends Bindable>(
  binding: Binding,
  unwritten: readonly Transaction[],
): SyncState<Binding> {
  const { type, doc } = binding;
  return {
    type,
    doc,
    binding,
    snapshot: null,
    prevSnapshot: null,
    isChangeOrigin: false,
    isUndoRedoOperation: false,
    addToHistory: true,
    unwritten,
  };
}

/** Whether `tr` draws what came from elsewhere, or an undo: it is in the fragment already. */
export function isRemote(tr: Transaction): boolean {
  return tr.getMeta(ySyncPluginKey)?.isChangeOrigin === true;
}
