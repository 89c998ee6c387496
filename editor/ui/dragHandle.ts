/**
 * A grip beside the block under the mouse: dragging it moves the block, with all that is in it, to between two others. It is for the
 * mouse alone; with the keyboard Alt-ArrowUp and Alt-ArrowDown do the same.
 */
import type { EditorHandle } from '../editor.ts';

/** A block at the top of the document as it is drawn. */
interface DrawnBlock {
  readonly pos: number;
  readonly box: DOMRect;
}

export class DragHandle {
  readonly #editor: EditorHandle;
  readonly #content: HTMLElement;
  readonly #grip = document.createElement('div');
  readonly #line = document.createElement('div');
  readonly #listening = new AbortController();
  #over: DrawnBlock | undefined;
  #target: number | undefined;
  #dragging = false;

  constructor(editor: EditorHandle, content: HTMLElement) {
    this.#editor = editor;
    this.#content = content;
    this.#grip.className = 'drag-grip';
    this.#grip.title = 'Drag to move';
    this.#line.className = 'drag-line';
    for (const element of [this.#grip, this.#line]) {
      element.ariaHidden = 'true';
      element.hidden = true;
      content.append(element);
    }
    this.#listen();
  }

  destroy(): void {
    this.#listening.abort();
    this.#grip.remove();
    this.#line.remove();
  }

  #listen(): void {
    const { signal } = this.#listening;
    const page = this.#content.ownerDocument;
    page.addEventListener('pointermove', (event) => this.#onMove(event), { signal });
    page.addEventListener('keydown', (event) => this.#onKey(event), { signal, capture: true });
    this.#grip.addEventListener('pointerdown', (event) => this.#start(event), { signal });
    page.addEventListener('pointerup', () => this.#drop(), { signal });
    page.addEventListener('pointercancel', () => this.#end(), { signal });
  }

  #onMove(event: PointerEvent): void {
    if (event.pointerType !== 'mouse' || !this.#editor.peek().editable) return;
    if (this.#dragging) this.#aim(event.clientY);
    else if (event.buttons === 0) this.#follow(event);
  }

  #follow({ clientX, clientY }: PointerEvent): void {
    const bounds = this.#content.getBoundingClientRect();
    const isNear =
      clientX > bounds.left - 60 && clientX < bounds.right && clientY > bounds.top && clientY < bounds.bottom;
    this.#over = isNear ? this.#blockAt(clientY) : undefined;
    this.#grip.hidden = this.#over === undefined;
    if (!this.#over) return;
    this.#grip.style.top = `${this.#over.box.top - bounds.top}px`;
    this.#grip.style.left = `${Math.min(this.#over.box.left, bounds.left + 200) - bounds.left - 32}px`;
  }

  #start(event: PointerEvent): void {
    if (!this.#over) return;
    event.preventDefault();
    this.#dragging = true;
    this.#content.ownerDocument.documentElement.classList.add('dragging');
    this.#aim(event.clientY);
  }

  /** Shows where the block would go. */
  #aim(clientY: number): void {
    const bounds = this.#content.getBoundingClientRect();
    const block = this.#blockAt(clientY);
    if (!block) return;
    const isAfter = clientY > (block.box.top + block.box.bottom) / 2;
    const node = this.#editor.view.state.doc.nodeAt(block.pos);
    this.#target = block.pos + (isAfter ? (node?.nodeSize ?? 0) : 0);
    this.#line.hidden = false;
    this.#line.style.top = `${(isAfter ? block.box.bottom : block.box.top) - bounds.top}px`;
  }

  #drop(): void {
    const [over, target] = [this.#over, this.#target];
    const wasDragging = this.#dragging;
    this.#end();
    if (wasDragging && over && target !== undefined) this.#editor.commands.moveBlock(over.pos, target);
  }

  #onKey({ key }: KeyboardEvent): void {
    if (this.#dragging && key === 'Escape') this.#end();
    else if (!this.#dragging) this.#grip.hidden = true;
  }

  #end(): void {
    this.#dragging = false;
    this.#target = undefined;
    this.#line.hidden = true;
    this.#content.ownerDocument.documentElement.classList.remove('dragging');
  }

  /** The block at this height, or the nearest to it that can be seen. */
  #blockAt(clientY: number): DrawnBlock | undefined {
    const { view } = this.#editor;
    const { left, right } = view.dom.getBoundingClientRect();
    const found = view.posAtCoords({ left: (left + right) / 2, top: clientY });
    if (!found) return undefined;
    const $pos = view.state.doc.resolve(found.inside >= 0 ? found.inside : found.pos);
    const pos = $pos.depth > 0 ? $pos.before(1) : $pos.pos;
    const element = view.nodeDOM(pos);
    return element instanceof HTMLElement ? { pos, box: element.getBoundingClientRect() } : undefined;
  }
}
