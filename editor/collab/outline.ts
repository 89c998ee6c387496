import type { Node } from 'prosemirror-model';
import { XmlElement, type XmlFragment, XmlText } from 'yjs';
import { PrefixSums } from './prefixSums.ts';

/** What a bound fragment is made of. */
export type BoundType = XmlFragment | XmlElement | XmlText;

/**
 * One Yjs type and how much room it takes in the ProseMirror document. A fragment's children are elements or, in what holds
 * text, runs of text with inline elements between them.
 */
export class Entry {
  readonly type: BoundType;
  /** Whether its ProseMirror node has no inside: a leaf, or what stands for something unknown. */
  readonly isLeaf: boolean;
  #parent: Entry | undefined;
  #index = 0;
  #children: Entry[] = [];
  #sums = new PrefixSums([]);
  /** Of its children, or of its text. */
  #contentSize: number;

  constructor(type: BoundType, isLeaf: boolean, children: readonly Entry[] = []) {
    this.type = type;
    this.isLeaf = isLeaf;
    this.#contentSize = type instanceof XmlText ? type.length : 0;
    this.insert(0, children);
  }

  get parent(): Entry | undefined {
    return this.#parent;
  }

  get index(): number {
    return this.#index;
  }

  get children(): readonly Entry[] {
    return this.#children;
  }

  get contentSize(): number {
    return this.#contentSize;
  }

  /** What its parent is larger for it. */
  get size(): number {
    if (this.type instanceof XmlText) return this.#contentSize;
    return this.isLeaf ? 1 : this.#contentSize + 2;
  }

  /** Where it begins in its parent's content. */
  get offset(): number {
    return this.#parent ? this.#parent.offsetAt(this.#index) : 0;
  }

  /** The position before it. */
  get start(): number {
    return this.#parent ? this.#parent.contentStart + this.offset : 0;
  }

  /** The position of the first thing inside of it. */
  get contentStart(): number {
    return this.#parent && !(this.type instanceof XmlText) ? this.start + 1 : this.start;
  }

  /** Where the `index`th child begins in the content. */
  offsetAt(index: number): number {
    return this.#sums.before(index);
  }

  /** The index of the child in which the content's `offset` lies; of the one that begins there, between two. */
  find(offset: number): number {
    return this.#sums.find(offset);
  }

  insert(index: number, children: readonly Entry[]): void {
    this.#children.splice(index, 0, ...children);
    for (const child of children) child.#parent = this;
    this.#recount(index);
  }

  remove(index: number, count: number): readonly Entry[] {
    const removed = this.#children.splice(index, count);
    for (const child of removed) child.#parent = undefined;
    this.#recount(index);
    return removed;
  }

  /** To be called when a text has become longer, or shorter, by `change`. */
  resize(change: number): void {
    this.#contentSize += change;
    if (this.#parent) this.#parent.#grow(this.#index, change);
  }

  #recount(from: number): void {
    this.#sums = new PrefixSums(this.#children.map(({ size }) => size));
    for (let index = from; index < this.#children.length; index += 1) {
      const child = this.#children[index];
      if (child) child.#index = index;
    }
    if (!(this.type instanceof XmlText))
      this.resize(this.#sums.before(this.#children.length) - this.#contentSize);
  }

  #grow(index: number, change: number): void {
    this.#sums.add(index, change);
    this.resize(change);
  }
}

/**
 * Where each Yjs type of a fragment stands in the ProseMirror document that shows it. Knows sizes, not contents; whoever
 * changes the fragment changes it along.
 */
export class Outline {
  readonly root: Entry;
  readonly #onForgotten: (type: BoundType) => void;
  readonly #entries = new Map<object, Entry>();

  /**
   * @param doc what `fragment` is drawn as
   * @param onForgotten is told of each type that is no longer there
   */
  constructor(fragment: XmlFragment, doc: Node, onForgotten: (type: BoundType) => void = () => {}) {
    this.#onForgotten = onForgotten;
    this.root = this.#trace(fragment, doc);
  }

  /** Undefined for a type of Yjs that isn't in the fragment, or in something that has no inside here. */
  entryOf(type: object): Entry | undefined {
    return this.#entries.get(type);
  }

  /** Takes in children that the fragment already has, drawn as `nodes`. */
  insert(parent: Entry, index: number, { types, nodes }: Drawn): readonly Entry[] {
    const entries = this.#traceAll(types, nodes);
    parent.insert(index, entries);
    return entries;
  }

  remove(parent: Entry, index: number, count: number): void {
    for (const entry of parent.remove(index, count)) this.#forget(entry);
  }

  /** The entry of the element before which `pos` is. */
  elementAt(pos: number): Entry | undefined {
    let entry = this.root;
    for (let offset = pos; ; ) {
      const child = entry.children[entry.find(offset)];
      if (!child || child.type instanceof XmlText) return undefined;
      offset -= child.offset;
      if (offset === 0) return child;
      offset -= 1;
      entry = child;
    }
  }

  /** The entry of the innermost element around `pos` that holds text. */
  textblockAt(pos: number): Entry | undefined {
    let entry = this.root;
    for (let offset = pos; ; ) {
      const child = entry.children[entry.find(offset)];
      const isAround = child && !(child.type instanceof XmlText) && child.offset < offset && !child.isLeaf;
      if (!isAround) return entry.children.some(({ type }) => type instanceof XmlText) ? entry : undefined;
      offset -= child.offset + 1;
      entry = child;
    }
  }

  /** @param node what an element is drawn as; undefined for a text */
  #trace(type: BoundType, node: Node | undefined): Entry {
    const isLeaf = node?.isLeaf === true;
    const types = type instanceof XmlText || isLeaf ? [] : type.toArray().filter(isBound);
    const entry = new Entry(type, isLeaf, this.#traceAll(types, node?.children ?? []));
    this.#entries.set(type, entry);
    return entry;
  }

  #traceAll(types: readonly (XmlElement | XmlText)[], nodes: readonly Node[]): readonly Entry[] {
    const elements = nodes.filter((node) => !node.isText).values();
    return types.map((type) => {
      return this.#trace(type, type instanceof XmlText ? undefined : elements.next().value);
    });
  }

  #forget(entry: Entry): void {
    this.#entries.delete(entry.type);
    this.#onForgotten(entry.type);
    for (const child of entry.children) this.#forget(child);
  }
}

/** Elements and texts of a fragment with what they are drawn as: one ProseMirror node for each element, in order. */
interface Drawn {
  readonly types: readonly (XmlElement | XmlText)[];
  readonly nodes: readonly Node[];
}

function isBound(type: unknown): type is XmlElement | XmlText {
  return type instanceof XmlElement || type instanceof XmlText;
}

/** What an element is drawn as in `doc`. @throws RangeError if `doc` isn't what the outline is of */
export function nodeOf(entry: Entry, doc: Node): Node {
  if (!entry.parent) return doc;
  const parent = nodeOf(entry.parent, doc);
  if (!parent.inlineContent) return parent.child(entry.index);
  const node = parent.nodeAt(entry.offset);
  if (!node) throw new RangeError('The outline is not of this document');
  return node;
}
