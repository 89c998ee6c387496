import type { Node, NodeType } from 'prosemirror-model';
import { NodeSelection, Plugin, TextSelection } from 'prosemirror-state';
import type { EditorView, NodeView, NodeViewConstructor } from 'prosemirror-view';
import { schema } from '../schema/schema.ts';
import { draw } from './drawn.ts';
import { SourceField } from './sourceField.ts';

/**
 * A formula: drawn as mathematics, and written in a field of its own while it is being edited. It opens when it is pressed, or selected
 * and Enter is pressed, or when it has just been made; Escape, Enter and the arrow keys at its ends lead out of it.
 */
export const mathView: NodeViewConstructor = (node, view, getPos) => new MathView(node, view, getPos);

/** Told to the element of a selected formula that is to be written in. */
const openFormula = 'scriptorium-open';

/** Enter opens the formula that is selected. */
export function formulaKey(): Plugin {
  return new Plugin({
    props: {
      handleKeyDown(view, { key }) {
        const { selection } = view.state;
        const isFormula = selection instanceof NodeSelection && formulas.includes(selection.node.type);
        if (key !== 'Enter' || !isFormula || !view.editable) return false;
        return view.nodeDOM(selection.from)?.dispatchEvent(new Event(openFormula)) === true;
      },
    },
  });
}

const formulas: readonly NodeType[] = [schema.nodes.math_block, schema.nodes.math_inline];

class MathView implements NodeView {
  #node: Node;
  readonly #view: EditorView;
  readonly #getPos: () => number | undefined;
  readonly #formula: HTMLElement;
  #field: SourceField | undefined;
  /** Which drawing is the newest, since the library may arrive after others have been asked for. */
  #drawing = 0;
  readonly dom: HTMLElement;

  constructor(node: Node, view: EditorView, getPos: () => number | undefined) {
    this.#node = node;
    this.#view = view;
    this.#getPos = getPos;
    this.dom = draw(node, view.dom.ownerDocument).dom;
    const place = this.dom.matches('[data-math]') ? this.dom : this.dom.querySelector('[data-math]');
    this.#formula = view.dom.ownerDocument.createElement(this.#isBlock ? 'div' : 'span');
    place?.replaceChildren(this.#formula);
    this.dom.contentEditable = 'false';
    this.dom.addEventListener('click', () => this.#open());
    this.dom.addEventListener(openFormula, () => this.#open());
    void this.#draw();
  }

  update(node: Node): boolean {
    if (!node.sameMarkup(this.#node)) return false;
    const isSame = node.textContent === this.#node.textContent;
    this.#node = node;
    if (isSame) return true;
    this.#field?.follow(node.textContent);
    void this.#draw();
    return true;
  }

  selectNode(): void {
    this.dom.classList.add('ProseMirror-selectednode');
    // A new one is there to be written.
    if (this.#node.content.size > 0) return;
    // Once the view has been brought up to date, and has the focus back from the menu that made the formula.
    queueMicrotask(() => this.#view.hasFocus() && this.#isSelected() && this.#open());
  }

  deselectNode(): void {
    this.dom.classList.remove('ProseMirror-selectednode');
  }

  stopEvent({ target }: Event): boolean {
    return target instanceof globalThis.Node && this.#field?.element.contains(target) === true;
  }

  ignoreMutation(): boolean {
    return true;
  }

  destroy(): void {
    this.#field?.element.remove();
    this.#field = undefined;
  }

  #isSelected(): boolean {
    const { selection } = this.#view.state;
    return !this.#view.isDestroyed && selection instanceof NodeSelection && selection.from === this.#getPos();
  }

  get #isBlock(): boolean {
    return this.#node.type === schema.nodes.math_block;
  }

  #open(): void {
    if (!this.#view.editable || this.#field) return;
    const field = new SourceField({
      document: this.#view.dom.ownerDocument,
      label: 'Formula in LaTeX',
      text: this.#node.textContent,
      multiline: this.#isBlock,
      onEdit: (edit) => this.#write(edit),
      onLeave: (side) => this.#close(side),
      onHistory: (event) =>
        this.#view.someProp('handleKeyDown', (handle) => handle(this.#view, event)) === true,
    });
    this.#field = field;
    this.#formula.before(field.element);
    void this.#draw();
    field.focus();
  }

  /** @param side where the caret goes; undefined if the focus is elsewhere already */
  #close(side: 'before' | 'after' | undefined): void {
    const field = this.#field;
    if (!field) return;
    this.#field = undefined;
    field.element.remove();
    void this.#draw();
    const pos = this.#getPos();
    if (side === undefined || pos === undefined) return;
    const { state } = this.#view;
    const at = side === 'before' ? pos : pos + this.#node.nodeSize;
    const selection = TextSelection.near(state.doc.resolve(at), side === 'before' ? -1 : 1);
    this.#view.dispatch(state.tr.setSelection(selection));
    this.#view.focus();
  }

  #write({
    index,
    removed,
    inserted,
  }: {
    readonly index: number;
    readonly removed: number;
    readonly inserted: string;
  }): void {
    const pos = this.#getPos();
    if (pos === undefined || !this.#view.editable) return;
    const from = pos + 1 + index;
    const tr = this.#view.state.tr;
    if (inserted === '') tr.delete(from, from + removed);
    else tr.replaceWith(from, from + removed, schema.text(inserted));
    tr.setSelection(NodeSelection.create(tr.doc, pos));
    this.#view.dispatch(tr);
  }

  async #draw(): Promise<void> {
    this.#drawing += 1;
    const drawing = this.#drawing;
    const source = this.#node.textContent;
    // While one is written inline, its source stands in the line instead.
    this.#formula.hidden = this.#field !== undefined && (source === '' || !this.#isBlock);
    if (source.trim() === '') {
      this.#say('New formula', 'scriptorium-math-empty');
      return;
    }
    const library = await import('./katex.ts').catch(() => undefined);
    if (drawing !== this.#drawing) return;
    try {
      this.#formula.className = '';
      if (library) library.drawFormula(this.#formula, source, this.#isBlock);
      else this.#say(source, 'scriptorium-math-empty');
    } catch {
      this.#say(source, 'scriptorium-math-wrong');
    }
  }

  #say(words: string, className: string): void {
    this.#formula.className = className;
    this.#formula.textContent = words;
  }
}
