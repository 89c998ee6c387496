import { Fragment, type Node, type NodeType } from 'prosemirror-model';
import { Selection, type Transaction } from 'prosemirror-state';
import { ContentString, type Item, XmlElement, XmlFragment, XmlText } from 'yjs';
import { type Entry, nodeOf, type Outline } from './outline.ts';
import { fits } from './place.ts';
import type { FragmentEvent } from './remoteSteps.ts';
import type { Deletions } from './remoteUpdate.ts';
import { type Arrival, findStrays, type Home, type Stray, sweptDeletions } from './stray.ts';

/** Of what stood around it, so much is looked for, in UTF-16 units to each side. */
const contextMax = 32;
/** So many characters may differ before any is the same. */
const differencesMax = 8;

/** The meta of a transaction that puts something back: the deletions that took it, which are named together with that. */
export const deletionsKey = 'scriptorium deletions';

export interface Loss {
  readonly strays: readonly Stray[];
  /** What the change has deleted of one's own without naming it. */
  readonly deletions: Deletions;
  /** Texts in which something was inserted by the change that lost them. */
  readonly copies: readonly Copy[];
  /** Where the caret was before it. */
  readonly caret: number | undefined;
}

/**
 * @param events what the change has written, as far as what was lost may go there
 * @returns undefined where nothing was lost
 */
export function findLoss(
  arrival: Arrival,
  events: readonly FragmentEvent[],
): Omit<Loss, 'caret'> | undefined {
  const strays = findStrays(arrival);
  if (strays.length === 0) return undefined;
  return { strays, copies: insertedTexts(events), deletions: sweptDeletions(arrival.transaction) };
}

/**
 * Puts back what was lost without anybody's will: into the text that now holds what stood around it, else into a block of its
 * own where its block was. An ordinary edit of whoever had typed it, and undone like one.
 */
export class Rescue {
  readonly #tr: Transaction;
  readonly #outline: Outline;
  /** Where the blocks end that were made for what has no other place. */
  readonly #ends = new Map<Home, End>();

  /** @param tr of the document that `outline` is of */
  constructor(tr: Transaction, outline: Outline) {
    this.#tr = tr;
    this.#outline = outline;
  }

  putBack({ strays, copies, caret, deletions }: Loss): void {
    for (const stray of strays) {
      if (stray.remains && this.#outline.entryOf(stray.remains.block)?.isLeaf) continue;
      const place = findPlace(stray, copies, this.#outline);
      const pos = place ? this.#move(stray, place) : this.#putInBlock(stray);
      const offset = (caret ?? -1) - stray.pos;
      if (pos !== undefined && offset >= 0 && offset <= sizeOf(stray)) this.#setCaret(pos + offset);
    }
    this.#tr.setMeta(deletionsKey, deletions);
  }

  /** What did not fit where it was put may be shorter there. */
  #setCaret(pos: number): void {
    const { doc } = this.#tr;
    this.#tr.setSelection(Selection.near(doc.resolve(Math.min(pos, doc.content.size))));
  }

  /** @returns where it is now */
  #move(stray: Stray, { entry, offset }: Place): number {
    const nodes = this.#takeAway(stray);
    const pos = this.#tr.mapping.map(entry.contentStart + offset);
    const { type } = this.#tr.doc.resolve(pos).parent;
    this.#tr.insert(
      pos,
      nodes.flatMap((node) => fitted(node, type)),
    );
    return pos;
  }

  /** @returns what it is now: others may have written in an inline ProseMirror node of it */
  #takeAway({ nodes, remains }: Stray): readonly Node[] {
    const block = remains && this.#outline.entryOf(remains.block);
    if (!remains || !block) return nodes;
    return nodes.map((old, index) => {
      const from = this.#tr.mapping.map(block.contentStart + (remains.offsets[index] ?? 0));
      const node = old.isText ? old : (this.#tr.doc.nodeAt(from) ?? old);
      this.#tr.delete(from, from + node.nodeSize);
      return node;
    });
  }

  #putInBlock(stray: Stray): number | undefined {
    const { home, nodes } = stray;
    const end = home && this.#ends.get(home);
    const pos = end ? this.#tr.mapping.slice(end.steps).map(end.pos) : home && this.#insertBlock(home);
    if (!home || pos === undefined) return undefined;
    this.#tr.insert(pos, [...nodes]);
    this.#ends.set(home, { pos: pos + sizeOf(stray), steps: this.#tr.steps.length });
    return pos;
  }

  /** @returns the position of its inside */
  #insertBlock({ chain, places }: Home): number | undefined {
    for (const { parent, after } of places) {
      const entry = this.#outline.entryOf(parent);
      const type = entry && nodeOf(entry, this.#tr.before).type;
      const first = chain.findIndex((node) => type && fits(type, node.type));
      if (!entry || first < 0) continue;
      const sibling = after && this.#outline.entryOf(after);
      const pos = this.#tr.mapping.map(sibling ? sibling.start + sibling.size : entry.contentStart);
      const inside = chain.slice(first);
      const nested = inside.reduceRight((content, node) => Fragment.from(node.copy(content)), Fragment.empty);
      this.#tr.insert(pos, nested);
      return pos + inside.length;
    }
    return undefined;
  }
}

/** A position that is one after so many steps. */
interface End {
  readonly pos: number;
  readonly steps: number;
}

/** A text with what a change has inserted into it: what was there before is blank. */
export interface Copy {
  readonly text: XmlText;
  readonly inserted: string;
  readonly isNew: boolean;
}

const blank = '\0';

/** Every text that these events have inserted, or into which they have inserted something. */
export function insertedTexts(events: readonly FragmentEvent[]): readonly Copy[] {
  return events.flatMap((event) => {
    const { target } = event;
    if (target instanceof XmlText)
      return [{ text: target, inserted: insertedText(target, event), isNew: false }];
    if (!(target instanceof XmlFragment)) return [];
    return target.toArray().flatMap((child) => {
      return child._item && event.adds(child._item)
        ? textsIn(child).map((text) => wholeCopy(text, event))
        : [];
    });
  });
}

function wholeCopy(text: XmlText, event: FragmentEvent): Copy {
  return { text, inserted: insertedText(text, event), isNew: true };
}

function textsIn(type: unknown): readonly XmlText[] {
  if (type instanceof XmlText) return [type];
  return type instanceof XmlElement ? type.toArray().flatMap(textsIn) : [];
}

function insertedText(text: XmlText, event: FragmentEvent): string {
  let inserted = '';
  for (let item: Item | null = text._start; item !== null; item = item.right) {
    const { content, length } = item;
    if (item.deleted || !item.countable) continue;
    inserted += event.adds(item) && content instanceof ContentString ? content.str : blank.repeat(length);
  }
  return inserted;
}

/** What is looked for: that between `left` and `right`. */
type Sought = Pick<Stray, 'left' | 'right' | 'remains'>;

interface Place {
  readonly entry: Entry;
  readonly offset: number;
}

/** In the text that has the most of what stood around the lost text, at least half of what is looked for. */
export function findPlace(stray: Sought, copies: readonly Copy[], outline: Outline): Place | undefined {
  const left = stray.left.slice(-contextMax);
  const right = stray.right.slice(0, contextMax);
  let best: { readonly place: Place; readonly score: number } | undefined;
  for (const { text, inserted, isNew } of copies) {
    const entry = outline.entryOf(text);
    if (!entry || (stray.remains && !(isNew && isBeyond(stray, entry, outline)))) continue;
    for (let offset = 0; offset <= inserted.length; offset += 1) {
      const before = scoreAfter(
        reversed(inserted.slice(Math.max(0, offset - contextMax), offset)),
        reversed(left),
      );
      const after = scoreAfter(inserted.slice(offset, offset + contextMax), right);
      const isPossible =
        !stray.remains || isBetween(stray, { before, after, rest: inserted.length - offset, offset });
      if (before + after > (best?.score ?? 0) && isPossible && !isInsideCharacter(inserted, offset))
        best = { place: { entry, offset }, score: before + after };
    }
  }
  return best && best.score * 2 >= left.length + right.length ? best.place : undefined;
}

interface Fit {
  readonly before: number;
  readonly after: number;
  readonly offset: number;
  readonly rest: number;
}

/** What is still there follows only where its neighbours on both sides are, or to the end at which it was. */
function isBetween({ left, right }: Sought, { before, after, offset, rest }: Fit): boolean {
  return (left === '' ? offset === 0 : before > 0) && (right === '' ? rest === 0 : after > 0);
}

/**
 * Of a block that was split the longer part stays, known or not. What stands at its end by itself was lost only if what was
 * before that went on right behind the block, and the same at its start.
 */
function isBeyond({ remains, left, right }: Sought, copy: Entry, outline: Outline): boolean {
  const block = remains && outline.entryOf(remains.block);
  const other = copy.parent;
  if (!block || !other || other === block) return false;
  const distance = other.parent === block.parent ? other.index - block.index : 0;
  return (left !== '' || distance === -1) && (right !== '' || distance === 1);
}

/**
 * How well `text` goes on as `context` does: each character that both have counts, each that only one has counts against it, since
 * others may have deleted some of it and written in between. In rows of the usual table, one for each character of `text`, until there is
 * too little in common.
 */
function scoreAfter(text: string, context: string): number {
  let best = 0;
  let row = Array.from({ length: context.length + 1 }, (_, missing) => -missing);
  for (let at = 0; at < text.length && Math.max(...row) > -differencesMax; at += 1) {
    let last = -at - 1;
    row = [
      last,
      ...row.slice(1).map((above, index) => {
        const both = text[at] === context[index] ? (row[index] ?? 0) + 1 : -Infinity;
        last = Math.max(both, above - 1, last - 1);
        return last;
      }),
    ];
    best = Math.max(best, ...row);
  }
  return best;
}

function reversed(text: string): string {
  return text.split('').reverse().join('');
}

function isInsideCharacter(text: string, offset: number): boolean {
  return /^[\udc00-\udfff]/.test(text.slice(offset, offset + 1));
}

/** Where an inline ProseMirror node can't be, at least its text can. */
function fitted(node: Node, parent: NodeType): readonly Node[] {
  if (fits(parent, node.type)) return [node.mark(parent.allowedMarks(node.marks))];
  return node.textContent === '' ? [] : [parent.schema.text(node.textContent)];
}

function sizeOf({ nodes }: { readonly nodes: readonly Node[] }): number {
  return nodes.reduce((size, node) => size + node.nodeSize, 0);
}
