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
    const ending = this.#endingPieces();
    // Whether a space here would be seen: not at the start of a line, nor after another.
    let spaceSeen = false;
    for (const piece of this.#pieces) {
      if ('node' in piece) {
        nodes.push(piece.node);
        spaceSeen = piece.node.type !== schema.nodes.hard_break;
        continue;
      }
      const text = piece.kept
        ? piece.text
        : collapsed(piece.text, { spaceSeen, isEnding: ending.has(piece) });
      if (text === '') continue;
      nodes.push(schema.text(text, piece.marks));
      spaceSeen = piece.kept || !text.endsWith(' ');
    }
    return nodes;
  }

  /** The pieces after which nothing that is seen follows on their line. */
  #endingPieces(): ReadonlySet<Piece> {
    const ending = new Set<Piece>();
    let isEnding = true;
    for (const piece of this.#pieces.toReversed()) {
      if (isEnding) ending.add(piece);
      if ('node' in piece) isEnding = piece.node.type === schema.nodes.hard_break;
      else if (piece.kept || /[^ \t\n\r\f]/.test(piece.text)) isEnding = false;
    }
    return ending;
  }
}

function collapsed(text: string, { spaceSeen, isEnding }: { spaceSeen: boolean; isEnding: boolean }): string {
  const single = text.replace(/[ \t\n\r\f]+/g, ' ');
  const begun = spaceSeen ? single : single.replace(/^ /, '');
  return isEnding ? begun.replace(/ $/, '') : begun;
}

type Piece =
  | { readonly node: Node }
  | { readonly text: string; readonly marks: readonly Mark[]; readonly kept: boolean };
