import type { Node } from 'prosemirror-model';
import { blockFacts, holdsFollowing } from '../schema/block.ts';
import { indentRange, placeFacts, quotationsAround } from '../schema/place.ts';

/**
 * Blocks are siblings in the document, and in each other in HTML and Markdown. An outline is the same blocks as they are
 * in each other, after the schema's rule: what is deeper right after a list item, a callout or a toggle is in it, and a quotation is
 * in the item before it if that is quoted less, and else around it.
 */
export type Part = Piece | Quotation;

/** A block and what it holds. */
export interface Piece {
  readonly block: Node;
  /** The number of a numbered item as it is seen, else null. */
  readonly number: number | null;
  /** Whether the number isn't the one that follows from the item before. */
  readonly restarts: boolean;
  readonly held: readonly Part[];
}

export interface Quotation {
  readonly quoted: readonly Part[];
}

/** What is around a part: whatever it says of itself goes without saying. */
export interface Surroundings {
  /** The indent of a block that stands here. */
  readonly indent: number;
  /** Whether a quotation is the innermost thing around, so that a paragraph here is one of the kind `quote`. */
  readonly inQuotation: boolean;
}

export const outermost: Surroundings = { indent: 0, inQuotation: false };

/** What is around the things that a block holds, which stands at `indent`. */
export function heldIn(indent: number): Surroundings {
  return { indent: Math.min(indent + 1, indentRange.max), inQuotation: false };
}

export function isQuotation(part: Part): part is Quotation {
  return 'quoted' in part;
}

/** Shape: block-level ProseMirror nodes that are siblings. */
export function outlineOf(blocks: readonly Node[]): readonly Part[] {
  return new Outline(blocks).read({ deeperThan: -1, quotations: 0 });
}

interface Limit {
  readonly deeperThan: number;
  readonly quotations: number;
}

class Outline {
  readonly #blocks: readonly Node[];
  #at = 0;

  constructor(blocks: readonly Node[]) {
    this.#blocks = blocks;
  }

  /** The parts from here that are within `limit`. */
  read(limit: Limit): readonly Part[] {
    const parts: Part[] = [];
    for (let block = this.#next(limit); block; block = this.#next(limit)) {
      if (quotationsAround(block) > limit.quotations)
        parts.push({ quoted: this.read({ ...limit, quotations: limit.quotations + 1 }) });
      else parts.push(this.#readPiece({ block, limit, before: parts.at(-1) }));
    }
    return parts;
  }

  #next({ deeperThan, quotations }: Limit): Node | undefined {
    const block = this.#blocks[this.#at];
    const isWithin = block && placeFacts(block).indent > deeperThan && quotationsAround(block) >= quotations;
    return isWithin ? block : undefined;
  }

  #readPiece(options: { block: Node; limit: Limit; before: Part | undefined }): Piece {
    const { block, limit, before } = options;
    this.#at += 1;
    const { kind, indent } = blockFacts(block);
    const held = holdsFollowing(kind) ? this.read({ ...limit, deeperThan: indent }) : [];
    return { block, held, ...numberOf(block, before) };
  }
}

function numberOf(block: Node, before: Part | undefined): Pick<Piece, 'number' | 'restarts'> {
  const { kind, start } = blockFacts(block);
  if (kind !== 'numbered') return { number: null, restarts: false };
  const expected = nextNumber(before, placeFacts(block).indent);
  const number = start ?? expected;
  return { number, restarts: number !== expected };
}

/** The number of an item at `indent` that goes on counting after `before`. */
function nextNumber(before: Part | undefined, indent: number): number {
  if (!before || isQuotation(before) || placeFacts(before.block).indent !== indent) return 1;
  return before.number === null ? 1 : before.number + 1;
}
