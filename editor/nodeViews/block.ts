import type { Node } from 'prosemirror-model';
import type { Decoration, EditorView, NodeView, NodeViewConstructor } from 'prosemirror-view';
import { toggleFoldAt } from '../plugins/folds.ts';
import { foldsOf, type OutlineSpec, outlineSpecOf } from '../plugins/outline.ts';
import { blockFacts, isListKind } from '../schema/block.ts';
import { type Drawn, draw } from './drawn.ts';

/** Where something begins now; undefined once it is gone. */
type PosOf = () => number | undefined;

/** Blocks are drawn as their spec says. Items and toggles are also told how they stand among the others. */
export const blockView: NodeViewConstructor = (node, ...[view, getPos, decorations]) => {
  const { kind } = blockFacts(node);
  const drawn = draw(node, view.dom.ownerDocument);
  if (isListKind(kind)) return new ItemView(node, drawn, decorations);
  return kind === 'toggle' ? new ToggleView({ node, view, getPos, drawn, decorations }) : drawn;
};

/** Each item is drawn as a list of one; screen readers are told which of how many it is. */
class ItemView implements NodeView {
  #node: Node;
  readonly #item: HTMLElement | null;
  readonly dom: HTMLElement;
  readonly contentDOM: HTMLElement | null;

  constructor(node: Node, { dom, contentDOM }: Drawn, decorations: readonly Decoration[]) {
    this.#node = node;
    this.dom = dom;
    this.contentDOM = contentDOM;
    this.#item = dom.querySelector('li');
    this.#tell(outlineSpecOf(decorations));
  }

  update(node: Node, decorations: readonly Decoration[]): boolean {
    if (!node.sameMarkup(this.#node)) return false;
    this.#node = node;
    this.#tell(outlineSpecOf(decorations));
    return true;
  }

  #tell({ position, count }: Pick<OutlineSpec, 'position' | 'count'> = { position: 0, count: 0 }): void {
    setCount(this.#item, 'aria-posinset', position);
    setCount(this.#item, 'aria-setsize', count);
  }
}

function setCount(element: HTMLElement | null, name: string, count: number): void {
  if (count === 0) element?.removeAttribute(name);
  else if (element?.getAttribute(name) !== String(count)) element?.setAttribute(name, String(count));
}

interface ToggleParts {
  readonly node: Node;
  readonly view: EditorView;
  readonly getPos: PosOf;
  readonly drawn: Drawn;
  readonly decorations: readonly Decoration[];
}

/** A line with a button that shows or hides what is in it. Mod-Enter in the line does the same. */
class ToggleView implements NodeView {
  #node: Node;
  readonly #button: HTMLButtonElement;
  readonly dom: HTMLElement;
  readonly contentDOM: HTMLElement | null;

  constructor({ node, view, getPos, drawn: { dom, contentDOM }, decorations }: ToggleParts) {
    this.#node = node;
    this.dom = dom;
    this.contentDOM = contentDOM;
    this.#button = foldButton(view, getPos);
    contentDOM?.before(this.#button);
    this.#tell(decorations);
  }

  update(node: Node, decorations: readonly Decoration[]): boolean {
    if (!node.sameMarkup(this.#node)) return false;
    this.#node = node;
    this.#tell(decorations);
    return true;
  }

  stopEvent({ target }: Event): boolean {
    return target instanceof globalThis.Node && this.#button.contains(target);
  }

  ignoreMutation({ target }: { readonly target: globalThis.Node }): boolean {
    return this.#button.contains(target);
  }

  #tell(decorations: readonly Decoration[]): void {
    const expanded = String(outlineSpecOf(decorations)?.closed !== true);
    if (this.#button.ariaExpanded !== expanded) this.#button.ariaExpanded = expanded;
  }
}

function foldButton(view: EditorView, getPos: PosOf): HTMLButtonElement {
  const button = view.dom.ownerDocument.createElement('button');
  button.type = 'button';
  button.className = 'scriptorium-fold';
  button.contentEditable = 'false';
  button.tabIndex = -1;
  button.ariaLabel = 'Show what is inside';
  // The caret stays where it is, and on a phone the keyboard doesn't open.
  button.addEventListener('mousedown', (event) => event.preventDefault());
  button.addEventListener('click', () => {
    const pos = getPos();
    if (pos !== undefined) toggleFoldAt(pos, foldsOf(view.state))(view.state, view.dispatch);
  });
  return button;
}
