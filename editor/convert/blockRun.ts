import type { Attrs, Node } from 'prosemirror-model';
import { schema } from '../schema/schema.ts';
import { InlineRun } from './inlineRun.ts';

/** The blocks of a document while they are read from HTML, one after the other. */
export class BlockRun {
  readonly #blocks: Node[] = [];
  #open: OpenBlock | null = null;
  /** Of a list item, callout or toggle whose own text hasn't come yet. */
  #head: Attrs | null = null;

  /** All that was read. */
  finish(): readonly Node[] {
    this.settle();
    return this.#blocks;
  }

  /** Ends the open block; what comes next isn't the text of an item before it either. */
  settle(): void {
    this.end();
    this.#endHead();
  }

  /** Begins a block whose text is the next paragraph; anything else that comes first leaves it empty. */
  startHead(attrs: Attrs): void {
    this.settle();
    this.#head = attrs;
  }

  /** Begins a block of text that is there even if it stays empty. */
  start(attrs: Attrs): void {
    this.end();
    const isParagraph = attrs.kind === 'paragraph' || attrs.kind === 'quote';
    if (!isParagraph) this.#endHead();
    this.#open = { attrs: this.#takeHead(attrs), run: new InlineRun(), isExplicit: true };
  }

  /** Where text goes: into the open block, else into one with `attrs` that is there only if something of it is seen. */
  line(attrs: Attrs): InlineRun {
    this.#open ??= { attrs: this.#takeHead(attrs), run: new InlineRun(), isExplicit: false };
    return this.#open.run;
  }

  /** How many blocks there are that were ended. */
  get count(): number {
    return this.#blocks.length;
  }

  get isOpen(): boolean {
    return this.#open !== null;
  }

  /** Makes the item whose text begins here a task. */
  markTask(checked: boolean): void {
    const task = { kind: 'task', checked: checked || null, start: null };
    if (this.#head) this.#head = { ...this.#head, ...task };
    else if (this.#open?.run.isBlank) this.#open = { ...this.#open, attrs: { ...this.#open.attrs, ...task } };
  }

  add(block: Node): void {
    this.settle();
    this.#blocks.push(block);
  }

  end(): void {
    const open = this.#open;
    this.#open = null;
    if (open && (open.isExplicit || !open.run.isBlank))
      this.#blocks.push(schema.nodes.block.create(open.attrs, open.run.nodes()));
  }

  #takeHead(attrs: Attrs): Attrs {
    const head = this.#head;
    this.#head = null;
    return head === null ? attrs : { ...head, align: attrs.align ?? head.align };
  }

  #endHead(): void {
    if (this.#head) this.#blocks.push(schema.nodes.block.create(this.#head));
    this.#head = null;
  }
}

interface OpenBlock {
  readonly attrs: Attrs;
  readonly run: InlineRun;
  readonly isExplicit: boolean;
}
