import { type Attrs, Fragment, type Node, Slice } from 'prosemirror-model';
import type { EditorState, Selection, Transaction } from 'prosemirror-state';
import { flowAround, flowDepth } from '../commands/selected.ts';
import { blockFacts, holdsFollowing, isListKind } from '../schema/block.ts';
import { safeWebAddress } from '../schema/link.ts';
import { indentRange, placeFacts, quotationsAround, quotedRange } from '../schema/place.ts';
import { schema } from '../schema/schema.ts';

/**
 * What is pasted becomes a part of what it is pasted into. Blocks are siblings, so that says where each of them has to stand: after the
 * first words in an item come that item's paragraphs, items in an item's line become its siblings, and in a quotation all is quoted.
 *
 * @returns null where nothing is around that pasted blocks would have to become a part of.
 */
export function pasteInPlace(state: EditorState, slice: Slice): Transaction | null {
  const { $from } = state.selection;
  const isInCell = $from.node(flowDepth($from)).type === schema.nodes.table_cell;
  const placed = placeSlice(isInCell ? sliceForCell(slice) : slice, state.selection);
  if (placed === slice) return null;
  const { content, openStart, openEnd } = placed;
  const [only] = content.content;
  return only && content.childCount === 1 && openStart + openEnd === 0
    ? state.tr.replaceSelectionWith(only, false)
    : state.tr.replaceSelection(placed);
}

function placeSlice(slice: Slice, selection: Selection): Slice {
  const target = flowAround(selection.$from)?.node;
  const [first, ...rest] = slice.content.content;
  if (target?.type !== schema.nodes.block || !first || first.isInline) return slice;
  const closed = closedCode(slice);
  const isCovered = coversBlock(selection);
  const goesIn = closed.openStart > 0 && (!isCovered || isPlainParagraph(first));
  const stays = goesIn || !isCovered;
  if (isPlainParagraph(target) && isOutermost(target)) return closed;
  const into = isCovered && goesIn ? first.type.create(target.attrs, first.content) : first;
  const place = placeFor({ target, first, rest, goesIn, stays });
  const children = [goesIn ? into : place(first), ...rest.map(place)];
  return new Slice(Fragment.from(children), closed.openStart, closed.openEnd);
}

/** A cell holds neither tables nor embeds, which would tear its own table apart: of these it gets what is in them, or a link. */
function sliceForCell(slice: Slice): Slice {
  const { content, openStart, openEnd } = slice;
  const fitsCell = (node: Node | null) => node !== null && heldByCell(node)[0] === node;
  if (content.content.every(fitsCell)) return slice;
  const [start, end] = [fitsCell(content.firstChild), fitsCell(content.lastChild)];
  return new Slice(
    Fragment.from(content.content.flatMap(heldByCell)),
    start ? openStart : 0,
    end ? openEnd : 0,
  );
}

function heldByCell(node: Node): readonly Node[] {
  switch (node.type) {
    case schema.nodes.table:
      return node.children.flatMap((row) => row.children.flatMap((cell) => cell.children));
    case schema.nodes.embed: {
      const href = safeWebAddress(node.attrs.src);
      return href === null ? [] : [schema.nodes.block.create(null, linkTo(href))];
    }
    default:
      return [node];
  }
}

function linkTo(href: string): Node {
  return schema.text(href, [schema.marks.link.create({ href })]);
}

/** Code and formulas among other blocks stay whole, rather than taking in the text around them. */
function closedCode(slice: Slice): Slice {
  const { content, openStart, openEnd } = slice;
  const [first, last] = [content.firstChild, content.lastChild];
  if (first === last) return slice;
  const [start, end] = [isCode(first) ? 0 : openStart, isCode(last) ? 0 : openEnd];
  return start === openStart && end === openEnd ? slice : new Slice(content, start, end);
}

function isCode(node: Node | null): boolean {
  return node?.type.spec.code === true;
}

/** Whether all of the text in one block is selected, as nothing is in an empty one. */
function coversBlock({ $from, $to }: Selection): boolean {
  return $from.sameParent($to) && $from.parentOffset === 0 && $to.parentOffset === $to.parent.content.size;
}

function isPlainParagraph(node: Node): boolean {
  return node.type === schema.nodes.block && blockFacts(node).kind === 'paragraph';
}

function isOutermost(node: Node): boolean {
  return placeFacts(node).indent === 0 && quotationsAround(node) === 0;
}

interface Placing {
  readonly target: Node;
  readonly first: Node;
  readonly rest: readonly Node[];
  /** Whether the first block's text goes on in the target. */
  readonly goesIn: boolean;
  /** Whether the target stays, rather than giving its place to what is pasted. */
  readonly stays: boolean;
}

/** Moves each block as far as the outermost of them has to be moved to stand where the target's next one would. */
function placeFor({ target, first, rest, goesIn, stays }: Placing): (node: Node) => Node {
  const isSibling = isItem(target) && isItem(first);
  const isHeld = stays && !isSibling && holdsFollowing(blockFacts(target).kind);
  const moved = goesIn && !isSibling ? rest : [first, ...rest];
  const outermost = Math.min(...moved.map((node) => placeFacts(node).indent));
  const deeper = placeFacts(target).indent + (isHeld ? 1 : 0) - outermost;
  const quotedMore = Math.max(0, quotationsAround(target) - Math.min(...moved.map(quotationsAround)));
  const inQuotation = blockFacts(target).kind === 'quote';
  return (node) => {
    const isQuote = inQuotation && isPlainParagraph(node) && placeFacts(node).indent === outermost;
    const quotations = quotationsAround(node) + quotedMore;
    return withAttributes(node, {
      ...(isQuote ? { kind: 'quote' } : {}),
      indent: countOf(placeFacts(node).indent + deeper, indentRange.max),
      quoted: countOf(quotations - (isQuote || node.attrs.kind === 'quote' ? 1 : 0), quotedRange.max),
    });
  };
}

function isItem(node: Node): boolean {
  return node.type === schema.nodes.block && isListKind(blockFacts(node).kind);
}

function countOf(count: number, max: number): number | null {
  return count > 0 ? Math.min(count, max) : null;
}

/** What has no place of its own, such as the rows of a table, stays as it is. */
function withAttributes(node: Node, attrs: Attrs): Node {
  return 'indent' in node.attrs ? node.type.create({ ...node.attrs, ...attrs }, node.content) : node;
}
