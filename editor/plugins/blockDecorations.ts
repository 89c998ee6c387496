import type { Node } from 'prosemirror-model';
import type { Mapping } from 'prosemirror-transform';
import { type Decoration, DecorationSet, type DecorationSource } from 'prosemirror-view';

export interface PlacedDecorations {
  /** Of blocks of the document. */
  readonly flow: readonly Decoration[];
  /** Of blocks in cells. */
  readonly cells: readonly Decoration[];
}

/**
 * Decorations of whole blocks, of which there may be as many as blocks. ProseMirror asks a set for each block what is inside of it,
 * when it is made and when it is drawn, and each time a set looks through all that it has of the document: in 5,000 items that took
 * 60 ms for Enter, and 25 ms for any key. But blocks are inside of others only in cells, so nobody needs to ask for the rest.
 */
export class BlockDecorations {
  readonly #all: DecorationSet;
  readonly #cells: DecorationSet;
  /** For the view. */
  readonly source: DecorationSource;

  private constructor(all: DecorationSet, cells: DecorationSet) {
    this.#all = all;
    this.#cells = cells;
    this.source = all === DecorationSet.empty ? all : askingCells(all, cells);
  }

  static create(doc: Node, { flow, cells }: PlacedDecorations): BlockDecorations {
    const all = DecorationSet.create(withoutInside(doc), [...flow]).add(doc, [...cells]);
    return new BlockDecorations(all, DecorationSet.create(doc, [...cells]));
  }

  map(mapping: Mapping, doc: Node): BlockDecorations {
    return new BlockDecorations(this.#all.map(mapping, doc), this.#cells.map(mapping, doc));
  }

  /** Whether any decoration at `pos` has a spec of which `holds`. */
  someAt(pos: number, holds: (spec: object) => boolean): boolean {
    return this.#all.find(pos, pos, holds).length > 0;
  }
}

/** The same set, but what is inside of a block only `cells` are asked. */
function askingCells(all: DecorationSet, cells: DecorationSet): DecorationSource {
  const forChild = (offset: number, child: Node): DecorationSource => cells.forChild(offset, child);
  return Object.create(all, { forChild: { value: forChild } });
}

/** The same document, but whoever goes through its blocks is shown none. */
function withoutInside(doc: Node): Node {
  return Object.create(doc, { forEach: { value: () => {} } });
}
