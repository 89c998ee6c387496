import type { Node } from 'prosemirror-model';
import { NodeSelection } from 'prosemirror-state';
import type { EditorView, NodeView, NodeViewConstructor } from 'prosemirror-view';
import { type Drawn, draw } from './drawn.ts';

/** An image with its caption. A press on the image selects the figure as a whole; an empty caption says what goes there. */
export const figureView: NodeViewConstructor = (node, view, getPos) => {
  const drawn = draw(node, view.dom.ownerDocument);
  const image = drawn.dom.querySelector('img');
  image?.addEventListener('click', () => select(view, getPos()));
  return new FigureView(node, drawn);
};

class FigureView implements NodeView {
  #node: Node;
  readonly #figure: HTMLElement;
  readonly dom: HTMLElement;
  readonly contentDOM: HTMLElement | null;

  constructor(node: Node, { dom, contentDOM }: Drawn) {
    this.#node = node;
    this.dom = dom;
    this.contentDOM = contentDOM;
    this.#figure = contentDOM?.parentElement ?? dom;
    this.#mark();
  }

  update(node: Node): boolean {
    if (!node.sameMarkup(this.#node)) return false;
    this.#node = node;
    this.#mark();
    return true;
  }

  /** What is in the caption is the document's; that an image was loaded isn't. */
  ignoreMutation(mutation: { readonly target: globalThis.Node; readonly type: string }): boolean {
    return mutation.type !== 'selection' && this.contentDOM?.contains(mutation.target) !== true;
  }

  #mark(): void {
    this.#figure.classList.toggle('scriptorium-no-caption', this.#node.content.size === 0);
  }
}

function select(view: EditorView, pos: number | undefined): void {
  if (pos === undefined || !view.editable) return;
  view.dispatch(view.state.tr.setSelection(NodeSelection.create(view.state.doc, pos)));
  view.focus();
}
