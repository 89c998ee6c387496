import { EditorState, type Plugin, type Transaction } from 'prosemirror-state';
import type { EditorView } from 'prosemirror-view';
import type { Binding } from './binding.ts';

export interface UnseenViewOptions {
  readonly binding: Binding;
  /** Besides the binding's own. */
  readonly plugins?: readonly Plugin[];
  /** What is done with transactions; by default they are applied. */
  readonly dispatch?: (tr: Transaction) => void;
}

/** As much of a view as a binding needs, where nobody looks and there need be no page. */
export class UnseenView {
  state: EditorState;
  /** Whether an input method is at work. */
  composing = false;
  readonly dispatch: (tr: Transaction) => void;
  readonly #plugin: ReturnType<NonNullable<Plugin['spec']['view']>> | undefined;

  constructor({ binding, plugins = [], dispatch }: UnseenViewOptions) {
    this.dispatch = dispatch ?? ((tr) => this.apply(tr));
    this.state = EditorState.create({ doc: binding.initialDoc, plugins: [binding.plugin, ...plugins] });
    this.#plugin = binding.plugin.spec.view?.(this.#asView());
  }

  apply(tr: Transaction): void {
    const before = this.state;
    this.state = before.apply(tr);
    this.#plugin?.update?.(this.#asView(), before);
  }

  /** A binding asks for nothing else of a view. */
  #asView(): EditorView {
    return this as unknown as EditorView;
  }
}
