import type { Mark, Node } from 'prosemirror-model';
import { type Transaction, XmlElement, type XmlFragment, XmlText } from 'yjs';
import { isPlaceholder } from '../schema/unknown.ts';
import { areInOrder, attributesOf, type FormatChange, formatOf } from './formatting.ts';
import type { Entry, Outline } from './outline.ts';
import { createUnknown } from './unknown.ts';

/**
 * Changes a fragment and its outline together, one small thing at a time: what every local edit comes down to. Positions
 * are offsets in an entry's content.
 */
export class FragmentWriter {
  readonly #outline: Outline;
  readonly #transaction: Transaction;
  /** Whose ProseMirror node has become another. */
  readonly changed = new Set<Entry>();
  /** Whether what is drawn isn't what the fragment holds: something unknown was to be changed, or marks stand in an order of their own. */
  isDrawnOtherwise = false;

  constructor(outline: Outline, transaction: Transaction) {
    this.#outline = outline;
    this.#transaction = transaction;
  }

  get outline(): Outline {
    return this.#outline;
  }

  /** Puts elements, and texts for runs of text nodes, in front of the `index`th child. */
  insertChildren(parent: Entry, index: number, nodes: readonly Node[]): void {
    const { type } = parent;
    if (type instanceof XmlText || nodes.length === 0) return;
    const types = createTypes(nodes);
    for (const node of nodes) this.#look(node);
    type.insertAfter(typeBefore(parent, index), types);
    for (const entry of this.#outline.insert(parent, index, { types, nodes })) this.changed.add(entry);
    this.changed.add(parent);
  }

  removeChildren(parent: Entry, index: number, count: number): void {
    for (const child of parent.children.slice(index, index + count))
      child.type._item?.delete(this.#transaction);
    this.#outline.remove(parent, index, count);
    this.changed.add(parent);
  }

  /** Sets what differs, one by one, so that somebody who changes another attribute isn't overruled. */
  setAttributes(entry: Entry, before: Node, now: Node): void {
    const { type } = entry;
    if (!(type instanceof XmlElement) || before.sameMarkup(now)) return;
    if (isPlaceholder(before.type)) {
      this.isDrawnOtherwise = true;
      return;
    }
    const old = attributesOf(before);
    const fresh = attributesOf(now);
    for (const name of new Set([...Object.keys(old), ...Object.keys(fresh)])) {
      const value = fresh[name] ?? null;
      if (isEqual(old[name] ?? null, value)) continue;
      if (value === null) type.removeAttribute(name);
      else setAttribute(type, name, value);
    }
    this.changed.add(entry);
  }

  /** Puts a text or an inline ProseMirror node at `offset` of a block's content. */
  insertInline(block: Entry, offset: number, node: Node): void {
    if (!node.isText) {
      this.insertChildren(block, this.#borderAt(block, offset), [node]);
      return;
    }
    this.#look(node);
    const text = node.text ?? '';
    const index = textIndexAt(block, offset);
    if (index === undefined) this.insertChildren(block, this.#borderAt(block, offset), [node]);
    else this.#insertText({ entry: childAt(block, index), offset, text, marks: node.marks });
    this.changed.add(block);
  }

  /** A text that has become empty stays, since somebody else may be typing into it. */
  deleteInline(block: Entry, from: number, to: number): void {
    let end = to;
    for (let index = block.children.length - 1; index >= 0 && end > from; index -= 1) {
      const child = childAt(block, index);
      const start = child.offset;
      if (start >= end || child.size === 0) continue;
      if (!(child.type instanceof XmlText)) this.removeChildren(block, index, 1);
      else deleteText(child, Math.max(from, start) - start, end - start);
      end = start;
    }
    this.changed.add(block);
  }

  /** `from` to `to` must be within one text, which is to have the marks of `now`. */
  format(block: Entry, { from, to, now }: Formatted, change: FormatChange): void {
    this.#look(now);
    for (const child of block.children) {
      const start = child.offset;
      const begin = Math.max(from, start);
      const end = Math.min(to, start + child.size);
      if (begin < end && child.type instanceof XmlText)
        child.type.format(begin - start, end - begin, { ...change });
    }
    this.changed.add(block);
  }

  #look(node: Node): void {
    this.isDrawnOtherwise ||= !areInOrder(node.marks);
    node.descendants(({ marks }) => {
      this.isDrawnOtherwise ||= !areInOrder(marks);
    });
  }

  /** The index of the child that begins at `offset`; a text that goes on across it is parted. */
  #borderAt(block: Entry, offset: number): number {
    const index = block.children.findIndex((child) => child.offset + child.size > offset);
    if (index < 0) return block.children.length;
    const child = childAt(block, index);
    if (child.offset === offset) return index;
    this.#part(block, index, offset - child.offset);
    return index + 1;
  }

  /** The shorter part is written anew, so that fewer people lose their place. */
  #part(block: Entry, index: number, at: number): void {
    const child = childAt(block, index);
    if (!(child.type instanceof XmlText)) return;
    const isLatterShorter = child.size - at <= at;
    const [from, to] = isLatterShorter ? [at, child.size] : [0, at];
    const moved = new XmlText();
    moved.applyDelta(sliceDelta(child.type, from, to));
    deleteText(child, from, to);
    const place = isLatterShorter ? index + 1 : index;
    const { type } = block;
    if (type instanceof XmlText) return;
    type.insertAfter(typeBefore(block, place), [moved]);
    this.#outline.insert(block, place, { types: [moved], nodes: [] });
  }

  #insertText({ entry, offset, text, marks }: TextInsertion): void {
    if (!(entry.type instanceof XmlText)) return;
    entry.type.insert(offset - entry.offset, text, { ...formatOf(marks) });
    entry.resize(text.length);
  }
}

interface Formatted {
  readonly from: number;
  readonly to: number;
  readonly now: Node;
}

interface TextInsertion {
  readonly entry: Entry;
  readonly offset: number;
  readonly text: string;
  readonly marks: readonly Mark[];
}

function deleteText(entry: Entry, from: number, to: number): void {
  if (!(entry.type instanceof XmlText) || from >= to) return;
  entry.type.delete(from, to - from);
  entry.resize(from - to);
}

/** The text that reaches to `offset` or, if none does, the one that begins there. */
function textIndexAt(block: Entry, offset: number): number | undefined {
  const touching = block.children.filter(({ type, offset: start, size }) => {
    return type instanceof XmlText && start <= offset && offset <= start + size;
  });
  return (touching.find(({ size }) => size > 0) ?? touching[0])?.index;
}

function childAt(parent: Entry, index: number): Entry {
  const child = parent.children[index];
  if (!child) throw new RangeError('No such child');
  return child;
}

function typeBefore(parent: Entry, index: number): XmlElement | XmlText | null {
  const type = parent.children[index - 1]?.type;
  return type instanceof XmlElement || type instanceof XmlText ? type : null;
}

interface DeltaRun {
  readonly insert: string;
  readonly attributes?: Readonly<Record<string, unknown>>;
}

function sliceDelta(text: XmlText, from: number, to: number): DeltaRun[] {
  const runs: readonly DeltaRun[] = text.toDelta();
  let start = 0;
  return runs.flatMap((run) => {
    const begin = start;
    start += run.insert.length;
    const insert = run.insert.slice(Math.max(0, from - begin), Math.max(0, to - begin));
    return insert === '' ? [] : [{ ...run, insert }];
  });
}

/** Writes a whole document in the place of all there is, which may be the empty block of a new one: for where nobody edits it yet. */
export function fillFragment(fragment: XmlFragment, doc: Node): void {
  fragment.delete(0, fragment.length);
  fragment.insert(0, createTypes(doc.children));
}

function createTypes(nodes: readonly Node[]): (XmlElement | XmlText)[] {
  const types: (XmlElement | XmlText)[] = [];
  let run: Node[] = [];
  for (const node of [...nodes, undefined]) {
    if (node?.isText) run.push(node);
    else {
      if (run.length > 0) types.push(createText(run));
      run = [];
      if (node) types.push(createElement(node));
    }
  }
  return types;
}

function createText(nodes: readonly Node[]): XmlText {
  const text = new XmlText();
  text.applyDelta(nodes.map((node) => ({ insert: node.text ?? '', attributes: formatOf(node.marks) })));
  return text;
}

function createElement(node: Node): XmlElement {
  if (isPlaceholder(node.type)) return createUnknown(node);
  const element = new XmlElement(node.type.name);
  for (const [name, value] of Object.entries(attributesOf(node)))
    if (value !== null) setAttribute(element, name, value);
  // A text at once, so that two who begin to type in an empty block type into one and the same.
  const children = createTypes(node.children);
  element.insert(0, children.length === 0 && node.inlineContent ? [new XmlText()] : children);
  return element;
}

/** Yjs takes whatever JSON can say, but is typed for text only. */
function setAttribute(element: XmlElement, name: string, value: unknown): void {
  element.setAttribute(name, value as string);
}

function isEqual(a: unknown, b: unknown): boolean {
  return a === b || (typeof a === 'object' && JSON.stringify(a) === JSON.stringify(b));
}
