import { Fragment, type Node, type Schema } from 'prosemirror-model';
import {
  ContentFormat,
  ContentString,
  ContentType,
  createID,
  type Doc,
  type Item,
  XmlElement,
  type XmlFragment,
  XmlText,
  type Transaction as YTransaction,
} from 'yjs';
import { isOwnClient, ownClients } from './authorship.ts';
import { draw } from './drawing.ts';
import { marksOf } from './formatting.ts';
import type { Entry, Outline } from './outline.ts';
import { type Deletions, namesDeletion, type Range } from './remoteUpdate.ts';

/**
 * What one has typed and somebody else's change has lost without knowing of it: in what they deleted, or left behind where
 * the text around it has gone to another block (E8).
 */
export interface Stray {
  /** Where it was in the document before the change. */
  readonly pos: number;
  /** Inline content, as it was. */
  readonly nodes: readonly Node[];
  /** The text next to it that is deleted, too, as far as whoever did that knew of it. */
  readonly left: string;
  readonly right: string;
  /** Where each of `nodes` still stands, with what others have written between; undefined for what is deleted. */
  readonly remains: { readonly block: XmlElement; readonly offsets: readonly number[] } | undefined;
  /** Where it stood; undefined for what still does. */
  readonly home: Home | undefined;
}

/** Where a block was: what it was like, and places for such a one, from the inside out. */
export interface Home {
  /** The block, and the inline ProseMirror node that the text was in, if it was in one. */
  readonly chain: readonly Node[];
  readonly places: readonly HomePlace[];
}

/** Behind a sibling, or before all. */
export interface HomePlace {
  readonly parent: XmlFragment;
  readonly after: XmlElement | XmlText | undefined;
}

/** A remote change that Yjs has taken in, while the outline still is that of before. */
export interface Arrival {
  readonly schema: Schema;
  readonly outline: Outline;
  readonly transaction: YTransaction;
  /** What an element was drawn as. */
  readonly drawn: (element: XmlElement) => Node | undefined;
}

export function findStrays(arrival: Arrival): readonly Stray[] {
  const { local, beforeState, deleteSet, doc } = arrival.transaction;
  // Nothing is lost where nothing is deleted, and most of what others do is typing.
  if (local || deleteSet.clients.size === 0) return [];
  if (![...ownClients(doc)].some((client) => beforeState.has(client))) return [];
  return [...blocksToSearch(arrival)].flatMap(([block, entry]) => straysIn(block, entry, arrival));
}

/**
 * Whatever holds text of which some was deleted, or that was deleted with own text in it, and what it is drawn as: itself, or
 * something unknown that it is in.
 */
function blocksToSearch({ schema, outline, transaction }: Arrival): ReadonlyMap<XmlElement, Entry> {
  const parents = [...transaction.changed.keys(), ...ownDeleted(transaction).map(({ parent }) => parent)];
  const blocks = new Map<XmlElement, Entry>();
  for (const type of parents) {
    const block = type instanceof XmlText ? type.parent : type;
    if (!(block instanceof XmlElement) || !schema.nodes[block.nodeName]?.inlineContent) continue;
    const entry = entryAround(block, outline);
    if (entry && (entry.type === block || entry.isLeaf)) blocks.set(block, entry);
  }
  return blocks;
}

function entryAround(block: XmlElement, outline: Outline): Entry | undefined {
  for (let at: unknown = block; at instanceof XmlElement; at = at.parent) {
    const entry = outline.entryOf(at);
    if (entry) return entry;
  }
  return undefined;
}

function ownDeleted({ doc, deleteSet }: YTransaction): readonly Item[] {
  return ownClientsIn(deleteSet, doc).flatMap((client) => {
    const ranges = deleteSet.clients.get(client) ?? [];
    const structs = doc.store.clients.get(client) ?? [];
    return structs.filter(isItem).filter(({ id, length }) => {
      return ranges.some(({ clock, len }) => clock < id.clock + length && id.clock < clock + len);
    });
  });
}

function ownClientsIn({ clients }: YTransaction['deleteSet'], doc: Doc): readonly number[] {
  return [...clients.keys()].filter((client) => isOwnClient(doc, client));
}

/** What of one's own a change has deleted without naming it. */
export function sweptDeletions({ doc, deleteSet }: YTransaction): Deletions {
  const clients = ownClientsIn(deleteSet, doc);
  return new Map(
    clients.map((client) => [client, sweptIn(deleteSet.clients.get(client) ?? [], { client, doc })]),
  );
}

function sweptIn(
  ranges: readonly Range[],
  { client, doc }: { readonly client: number; readonly doc: Doc },
): readonly Range[] {
  return ranges
    .flatMap(({ clock, len }) => Array.from({ length: len }, (_, at) => ({ clock: clock + at, len: 1 })))
    .filter(({ clock }) => namesDeletion(doc, createID(client, clock)) === false);
}

function isItem(struct: object): struct is Item {
  return 'content' in struct;
}

/** `gone`: deleted. `swept`: own, deleted by somebody who had not seen it; `missed`: another's, likewise. `mine`: own, and there. */
type Fate = 'gone' | 'stays' | 'swept' | 'missed' | 'mine';

/** Some of what stood in a block before the change. */
interface Piece {
  readonly node: Node;
  readonly fate: Fate;
  /** Where it is in what is there now. */
  readonly offset: number;
}

function straysIn(block: XmlElement, entry: Entry, arrival: Arrival): readonly Stray[] {
  if (isPutBackByItself(block, arrival)) return [];
  const pieces = [...piecesOf(block, arrival)];
  const runs = joinRuns(pieces);
  const home = homeOf(entry, arrival);
  return runs.flatMap((run, index) => {
    const isLeft = !entry.isLeaf && run[0]?.fate === 'mine' && isLeftBehind(runs, index);
    if (run[0]?.fate !== 'swept' && !isLeft) return [];
    const before = runs.slice(0, index).flat();
    return [
      {
        pos: entry.isLeaf ? entry.start : entry.contentStart + sizeOf(before),
        nodes: run.map(({ node }) => node),
        left: goneText(before.toReversed()).toReversed().join(''),
        right: goneText(runs.slice(index + 1).flat()).join(''),
        remains: isLeft ? { block, offsets: run.map(({ offset }) => offset) } : undefined,
        home: isLeft ? undefined : home,
      },
    ];
  });
}

/** The text on both sides of a place, of which all was deleted: as far as whoever did that knew of it. */
export interface GoneText {
  readonly left: string;
  readonly right: string;
}

/** @returns undefined where something that is beside `pos` stays */
export function goneTextAround(pos: number, arrival: Arrival): GoneText | undefined {
  const block = arrival.outline.textblockAt(pos);
  if (!(block?.type instanceof XmlElement) || !isTouched(block, arrival)) return undefined;
  const before: Piece[] = [];
  const after: Piece[] = [];
  let end = block.contentStart;
  for (const piece of piecesOf(block.type, arrival)) {
    end += piece.node.nodeSize;
    (end <= pos ? before : after).push(piece);
  }
  const beside = [before.at(-1), after[0]].filter((piece) => piece !== undefined);
  if (beside.length === 0 || beside.some(({ fate }) => fate === 'stays' || fate === 'mine')) return undefined;
  return { left: goneText(before.toReversed()).toReversed().join(''), right: goneText(after).join('') };
}

function isTouched({ type, children }: Entry, { transaction }: Arrival): boolean {
  const changed: ReadonlySet<unknown> = new Set(transaction.changed.keys());
  return (
    type._item?.deleted === true || changed.has(type) || children.some((child) => changed.has(child.type))
  );
}

/** An inline element of one's own that was swept away is put back with its text, if it was drawn. */
function isPutBackByItself(element: XmlElement, { schema, transaction, drawn }: Arrival): boolean {
  const { _item: item } = element;
  if (!item || !(item.content instanceof ContentType) || !drawn(element)) return false;
  const { type } = item.content;
  const isInline = type instanceof XmlElement && schema.nodes[type.nodeName]?.isInline === true;
  return isInline && item.deleted && fateOf(item, transaction) === 'swept';
}

/** The deleted text next to something, as far as there is no other between: in pieces, the nearest first. */
function goneText(pieces: readonly Piece[]): readonly string[] {
  const around = pieces.filter(({ fate }) => fate !== 'swept' && fate !== 'missed');
  const end = around.findIndex(({ fate, node }) => fate !== 'gone' || !node.isText);
  return around.slice(0, end < 0 ? undefined : end).map(({ node }) => node.text ?? '');
}

function sizeOf(pieces: readonly Piece[]): number {
  return sizeOfNodes(pieces.map(({ node }) => node));
}

function sizeOfNodes(nodes: readonly Node[]): number {
  return nodes.reduce((size, node) => size + node.nodeSize, 0);
}

/** What was beside it has been deleted, as far as there was anything. */
function isLeftBehind(runs: readonly (readonly Piece[])[], index: number): boolean {
  const before = runs[index - 1]?.[0]?.fate;
  const after = runs[index + 1]?.[0]?.fate;
  return (before ?? 'gone') === 'gone' && (after ?? 'gone') === 'gone' && (before ?? after) !== undefined;
}

function joinRuns(pieces: readonly Piece[]): Piece[][] {
  const runs: Piece[][] = [];
  for (const piece of pieces) {
    const last = runs.at(-1);
    if (last?.[0]?.fate === piece.fate) last.push(piece);
    else runs.push([piece]);
  }
  return runs;
}

function* piecesOf(block: XmlElement, arrival: Arrival): Generator<Piece> {
  const { transaction, drawn } = arrival;
  let start = 0;
  for (let item: Item | null = block._start; item !== null; item = item.right) {
    const child = item.content instanceof ContentType ? item.content.type : undefined;
    if (child instanceof XmlText) {
      for (const piece of textPieces(child, arrival)) yield { ...piece, offset: start + piece.offset };
      if (!item.deleted) start += child.length;
    } else if (child instanceof XmlElement) {
      const node = drawn(child);
      const fate = node && existed(item, transaction) ? fateOf(item, transaction) : undefined;
      if (node && fate)
        yield { node: fate === 'swept' ? ownPart(child, node, arrival) : node, fate, offset: start };
      if (!item.deleted) start += currentSize(block, child, arrival.schema);
    }
  }
}

/** How much room an inline element takes now, which the outline doesn't know yet. */
function currentSize(block: XmlElement, element: XmlElement, schema: Schema): number {
  const parent = schema.nodes[block.nodeName];
  const nodes = parent ? draw(parent, element) : undefined;
  return nodes ? sizeOfNodes(nodes) : 0;
}

/** An inline element with what one has typed into it oneself: what others have, they put back. */
function ownPart(element: XmlElement, node: Node, arrival: Arrival): Node {
  const pieces = node.isLeaf ? [] : [...piecesOf(element, arrival)];
  const own = pieces.filter(({ fate }) => fate === 'swept').map((piece) => piece.node);
  return node.copy(Fragment.fromArray(own));
}

function* textPieces(text: XmlText, { schema, transaction }: Arrival): Generator<Piece> {
  const format: Record<string, unknown> = {};
  let offset = 0;
  for (let item: Item | null = text._start; item !== null; item = item.right) {
    const { content } = item;
    const wasThere = existed(item, transaction);
    if (content instanceof ContentFormat && (wasThere || !item.deleted)) format[content.key] = content.value;
    if (!(content instanceof ContentString)) continue;
    const marks = marksOf(schema, format);
    if (wasThere && !item.deleted)
      yield { node: schema.text(content.str, marks), fate: fateOf(item, transaction), offset };
    else if (wasThere)
      for (const { character, at } of charactersOf(content.str))
        yield { node: schema.text(character, marks), fate: fateOf(item, transaction, at), offset };
    if (!item.deleted) offset += item.length;
  }
}

/** Parts of one item may have been known, and others not. */
function charactersOf(text: string): readonly { readonly character: string; readonly at: number }[] {
  let at = 0;
  return [...text].map((character) => {
    const start = at;
    at += character.length;
    return { character, at: start };
  });
}

function existed(item: Item, { beforeState, deleteSet }: YTransaction): boolean {
  const { client, clock } = item.id;
  if (clock >= (beforeState.get(client) ?? 0)) return false;
  const ranges = item.deleted ? (deleteSet.clients.get(client) ?? []) : undefined;
  return (
    ranges === undefined || ranges.some((range) => range.clock <= clock && clock < range.clock + range.len)
  );
}

function fateOf({ id, deleted }: Item, { doc }: YTransaction, at = 0): Fate {
  const isOwn = isOwnClient(doc, id.client);
  if (!deleted) return isOwn ? 'mine' : 'stays';
  if (namesDeletion(doc, createID(id.client, id.clock + at)) !== false) return 'gone';
  return isOwn ? 'swept' : 'missed';
}

function homeOf(entry: Entry, { drawn, schema }: Arrival): Home | undefined {
  const shown = entry.type instanceof XmlElement ? drawn(entry.type) : undefined;
  const node = shown?.isLeaf ? schema.topNodeType.contentMatch.defaultType?.create() : shown;
  const { parent } = entry;
  if (!node || !parent) return undefined;
  const around = node.isInline && parent.type instanceof XmlElement ? drawn(parent.type) : undefined;
  return { chain: around ? [around, node] : [node], places: placesAround(entry) };
}

function placesAround(entry: Entry): readonly HomePlace[] {
  const places: HomePlace[] = [];
  for (let at: Entry | undefined = entry; at?.parent; at = at.parent) {
    const { type } = at.parent;
    if (!type._item?.deleted && !(type instanceof XmlText))
      places.push({ parent: type, after: lastLivingBefore(at) });
  }
  return places;
}

function lastLivingBefore({ parent, index }: Entry): XmlElement | XmlText | undefined {
  for (let at = index; at >= 0; at -= 1) {
    const type = parent?.children[at]?.type;
    if ((type instanceof XmlElement || type instanceof XmlText) && !type._item?.deleted) return type;
  }
  return undefined;
}
