import type { EditorState, Transaction } from 'prosemirror-state';
import type { EditorView } from 'prosemirror-view';
import type { Binding } from './binding.ts';

export interface UnseenViewOptions {
  readonly binding: Binding;
  /** Of the binding's document, with its plugin. */
  readonly state: EditorState;
  /** What is done with transactions; by default they are applied. */
  readonly dispatch?: (tr: Transaction) => void;
}

/** As much of a view as a binding needs, where nobody looks and there need be no page. */
export class UnseenView {
  state: EditorState;
  /** Whether an input method is at work. */
  composing = false;
  readonly dispatch: (tr: Transaction) => void;
  readonly #binding: Binding;

  constructor({ binding, state, dispatch }: UnseenViewOptions) {
    this.dispatch = dispatch ?? ((tr) => this.apply(tr));
    this.state = state;
    this.#binding = binding;
    binding.attach(this.#asView());
  }

  apply(tr: Transaction): void {
    this.state = this.state.apply(tr);
    this.#binding.follow(this.#asView());
  }

  /** A binding asks for nothing else of a view. */
  #asView(): EditorView {
    return this as unknown as EditorView;
  }
}
