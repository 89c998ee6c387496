import type { Mark, Node } from 'prosemirror-model';
import { schema } from '../schema/schema.ts';

/** The text of a block while it is read from HTML, where most spaces stand for none or for one. */
export class InlineRun {
  readonly #pieces: Piece[] = [];

  /** @param text `kept` is whether its spaces count; else any number of them stands for one. */
  addText(text: string, { marks, kept }: { readonly marks: readonly Mark[]; readonly kept: boolean }): void {
    if (text !== '') this.#pieces.push({ text, marks, kept });
  }

  addNode(node: Node): void {
    this.#pieces.push({ node });
  }

  /** Whether nothing of it would be seen. A line break by itself is seen: as an empty line. */
  get isBlank(): boolean {
    return this.#pieces.every((piece) => 'text' in piece && !piece.kept && /^[ \t\n\r\f]*$/.test(piece.text));
  }

  /** What it is in a document. A line break at the end isn't drawn by browsers, and so is dropped. */
  nodes(): readonly Node[] {
    const nodes = this.#collapse();
    return nodes.at(-1)?.type === schema.nodes.hard_break ? nodes.slice(0, -1) : nodes;
  }

  #collapse(): readonly Node[] {
    const nodes: Node[] = [];
    // Whether a space here would be seen: not at the start of a line, nor after another.
    let spaceSeen = false;
    this.#pieces.forEach((piece, index) => {
      if ('node' in piece) {
        nodes.push(piece.node);
        spaceSeen = piece.node.type !== schema.nodes.hard_break;
        return;
      }
      const text = piece.kept ? piece.text : this.#collapsed(piece.text, { index, spaceSeen });
      if (text === '') return;
      nodes.push(schema.text(text, piece.marks));
      spaceSeen = piece.kept || !text.endsWith(' ');
    });
    return nodes;
  }

  #collapsed(text: string, { index, spaceSeen }: { index: number; spaceSeen: boolean }): string {
    const single = text.replace(/[ \t\n\r\f]+/g, ' ');
    const begun = spaceSeen ? single : single.replace(/^ /, '');
    return this.#endsLine(index) ? begun.replace(/ $/, '') : begun;
  }

  /** Whether nothing that is seen follows on the line. */
  #endsLine(index: number): boolean {
    for (const piece of this.#pieces.slice(index + 1)) {
      if ('node' in piece) return piece.node.type === schema.nodes.hard_break;
      if (piece.kept || /[^ \t\n\r\f]/.test(piece.text)) return false;
    }
    return true;
  }
}

type Piece =
  | { readonly node: Node }
  | { readonly text: string; readonly marks: readonly Mark[]; readonly kept: boolean };
