import type { Node } from 'prosemirror-model';
import { type BlockKind, blockFacts, holdsFollowing, isListKind } from './block.ts';
import { placeFacts, quotationsAround } from './place.ts';

/** How a block stands among its siblings, which follows from those before it. */
export interface Standing {
  /** What a numbered item counts; null for everything else. */
  readonly number: number | null;
  /** Which item of its list it is, from 1; 0 for what isn't an item. */
  readonly position: number;
  /** The index of the item, callout or toggle that it is in; -1 for what is in none. */
  readonly holder: number;
  /** How many steps of its indent are outside of its quotations: a quotation in an item, rather than a list in a quotation. */
  readonly outside: number;
  /** The items of its list, itself among them, which may still grow while later blocks are looked at. */
  readonly list: List | null;
}

export interface List {
  readonly ordered: boolean;
  readonly quotations: number;
  readonly first: number;
  /** The indent of its items. */
  readonly depth: number;
  /** How many items there are. */
  count: number;
}

interface Holder {
  readonly index: number;
  readonly indent: number;
  readonly quotations: number;
}

/** For each of `blocks`, which are those of a document or of a cell, in order. */
export function standings(blocks: readonly Node[]): readonly Standing[] {
  const holders: Holder[] = [];
  const lists: (List | null)[] = [];
  return blocks.map((node, index) => {
    const { kind, start } = blockFacts(node);
    const { indent } = placeFacts(node);
    const quotations = quotationsAround(node);
    leave(holders, { index, indent, quotations });
    lists.length = Math.min(lists.length, indent + 1);
    const list = isListKind(kind) ? join(lists[indent], { kind, quotations, start, depth: indent }) : null;
    lists[indent] = list;
    const standing = {
      number: list?.ordered ? list.first + list.count - 1 : null,
      position: list?.count ?? 0,
      holder: holders.at(-1)?.index ?? -1,
      outside: Math.min(indent, (holders.findLast((at) => at.quotations < quotations)?.indent ?? -1) + 1),
      list,
    };
    if (holdsFollowing(kind)) holders.push({ index, indent, quotations });
    return quotations === 0 ? { ...standing, outside: 0 } : standing;
  });
}

/** Nothing is in what stands as deep as it, nor in a quotation that is over. */
function leave(holders: Holder[], { indent, quotations }: Holder): void {
  for (let last = holders.at(-1); last; last = holders.at(-1)) {
    if (last.indent < indent && last.quotations <= quotations) return;
    holders.pop();
  }
}

interface Item {
  readonly kind: BlockKind;
  readonly quotations: number;
  readonly start: number | null;
  readonly depth: number;
}

/** The list that an item belongs to: the one before it at its depth, if nothing came between, or a new one. */
function join(before: List | null | undefined, { kind, quotations, start, depth }: Item): List {
  const ordered = kind === 'numbered';
  const goesOn = before && start === null && before.ordered === ordered && before.quotations === quotations;
  if (!goesOn) return { ordered, quotations, first: start ?? 1, depth, count: 1 };
  before.count += 1;
  return before;
}
