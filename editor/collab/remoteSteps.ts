import { Fragment, type Mark, type Node, type NodeType, type Schema, Slice } from 'prosemirror-model';
import {
  AddMarkStep,
  AddNodeMarkStep,
  AttrStep,
  RemoveMarkStep,
  RemoveNodeMarkStep,
  ReplaceStep,
  type Transform,
} from 'prosemirror-transform';
import { XmlElement, XmlText, type YEvent, YTextEvent, YXmlEvent } from 'yjs';
import { catchUp } from './catchUp.ts';
import { draw } from './drawing.ts';
import { knownMarks } from './formatting.ts';
import { type BoundType, type Entry, nodeOf, type Outline } from './outline.ts';
import { type TextChange, textChanges } from './textChanges.ts';

export type FragmentEvent = YEvent<BoundType>;

/**
 * What Yjs says has changed, as steps over just that (E5). One text changed in two places gets two steps; nothing is
 * compared and nothing else is looked at, so the cost is that of the change.
 */
export class RemoteSteps {
  readonly #schema: Schema;
  readonly #outline: Outline;
  readonly #transform: Transform;
  /** Children of the fragment that are as they are now, whatever else is told of them. */
  readonly #drawnAnew = new Set<BoundType>();
  /** Whose ProseMirror node has become another. */
  readonly changed = new Set<Entry>();

  /** @param transform of the document that the outline is of; both are changed */
  constructor(outline: Outline, transform: Transform) {
    this.#schema = transform.doc.type.schema;
    this.#outline = outline;
    this.#transform = transform;
  }

  /** @throws RangeError for what isn't in y-prosemirror's format at all */
  add(event: FragmentEvent): void {
    const top = this.#topAround(event.target);
    if (top && this.#drawnAnew.has(top)) return;
    const entry = this.#outline.entryOf(event.target);
    if (entry && !entry.isLeaf && this.#take(entry, event)) this.changed.add(entry);
    else if (top) this.#drawAnew(top);
    else throw new RangeError('The fragment holds what no document does');
  }

  /** The child of the fragment that `type` is, or is in. */
  #topAround(type: BoundType): BoundType | undefined {
    let top: unknown = type;
    while (top instanceof XmlElement || top instanceof XmlText) {
      if (top.parent === this.#outline.root.type) return top;
      top = top.parent;
    }
    return undefined;
  }

  /** Where something unknown comes or goes, or changes inside: other things can be drawn than before. */
  #drawAnew(top: BoundType): void {
    const { root } = this.#outline;
    const entry = this.#outline.entryOf(top);
    if (!entry || !(top instanceof XmlElement)) return;
    const { doc } = this.#transform;
    const [node] = draw(doc.type, top) ?? [];
    if (!node) throw new RangeError('The fragment holds what no document does');
    const { index } = entry;
    this.#drawnAnew.add(top);
    this.#outline.remove(root, index, 1);
    for (const fresh of this.#outline.insert(root, index, { types: [top], nodes: [node] }))
      this.changed.add(fresh);
    catchUp(this.#transform, doc.copy(doc.content.replaceChild(index, node)));
  }

  /** @returns false if all around the target is to be drawn anew */
  #take(entry: Entry, event: FragmentEvent): boolean {
    if (event instanceof YTextEvent) return this.#takeText(entry, event);
    if (!(event instanceof YXmlEvent)) return false;
    return this.#takeChildren(entry, event) && this.#takeAttributes(entry, event.attributesChanged);
  }

  #takeChildren(entry: Entry, event: YXmlEvent): boolean {
    let index = 0;
    for (const change of event.changes.delta) {
      if (change.retain !== undefined) index += change.retain;
      else if (change.delete !== undefined) this.#removeChildren(entry, index, change.delete);
      else if (Array.isArray(change.insert)) {
        if (!this.#insertChildren(entry, index, change.insert)) return false;
        index += change.insert.length;
      }
    }
    return true;
  }

  #removeChildren(entry: Entry, index: number, count: number): void {
    const from = entry.contentStart + entry.offsetAt(index);
    const to = entry.contentStart + entry.offsetAt(index + count);
    this.#outline.remove(entry, index, count);
    this.#replace(from, to, []);
  }

  #insertChildren(entry: Entry, index: number, inserted: readonly unknown[]): boolean {
    const parent = nodeOf(entry, this.#transform.doc).type;
    const types = inserted.filter((type) => type instanceof XmlElement || type instanceof XmlText);
    const drawn = inserted.map((type) => draw(parent, type));
    if (!drawn.every((nodes) => nodes !== undefined)) return false;
    const nodes = drawn.flat();
    const pos = entry.contentStart + entry.offsetAt(index);
    for (const added of this.#outline.insert(entry, index, { types, nodes })) this.changed.add(added);
    this.#replace(pos, pos, nodes);
    return true;
  }

  #takeText(entry: Entry, event: YTextEvent): boolean {
    const { parent } = entry;
    if (!parent) return false;
    const { type } = nodeOf(parent, this.#transform.doc);
    const start = entry.contentStart;
    let pos = start;
    for (const change of textChanges(event)) {
      const length = this.#takeTextChange(change, { pos, type });
      if (length === undefined) return false;
      pos += length;
    }
    entry.resize(pos - start - entry.contentSize);
    this.changed.add(parent);
    return true;
  }

  /** @returns how long it is now; undefined for what isn't known */
  #takeTextChange(change: TextChange, { pos, type }: TextPlace): number | undefined {
    if (change.kind === 'embed') return undefined;
    if (change.kind === 'delete') {
      this.#replace(pos, pos + change.length, []);
      return 0;
    }
    const marks = change.format ? knownMarks(type, Object.fromEntries(change.format)) : undefined;
    if (change.format && !marks) return undefined;
    if (change.kind === 'insert') {
      this.#replace(pos, pos, [type.schema.text(change.text, marks)]);
      return change.text.length;
    }
    if (marks) this.#format({ from: pos, to: pos + change.length }, marks);
    return change.length;
  }

  #replace(from: number, to: number, nodes: readonly Node[]): void {
    if (from === to && nodes.length === 0) return;
    this.#transform.step(new ReplaceStep(from, to, new Slice(Fragment.fromArray([...nodes]), 0, 0)));
  }

  #format({ from, to }: Range, marks: readonly Mark[]): void {
    const pieces: { readonly node: Node; readonly from: number; readonly to: number }[] = [];
    this.#transform.doc.nodesBetween(from, to, (node, pos) => {
      if (node.isText)
        pieces.push({ node, from: Math.max(from, pos), to: Math.min(to, pos + node.nodeSize) });
    });
    for (const piece of pieces) this.#mark(piece, marks);
  }

  /** By marking, so that positions inside stay; by replacing where marks that exclude each other came together. */
  #mark({ node, from, to }: Range & { readonly node: Node }, marks: readonly Mark[]): void {
    const removed = node.marks.filter((mark) => !mark.isInSet(marks));
    const added = marks.filter((mark) => !mark.isInSet(node.marks));
    const left = removed.reduce((set: readonly Mark[], mark) => mark.removeFromSet(set), node.marks);
    const result = added.reduce((set: readonly Mark[], mark) => mark.addToSet(set), left);
    if (result.length !== marks.length || !result.every((mark, index) => marks[index]?.eq(mark))) {
      const text = this.#transform.doc.textBetween(from, to);
      this.#replace(from, to, [this.#schema.text(text, marks)]);
      return;
    }
    for (const mark of removed) this.#transform.step(new RemoveMarkStep(from, to, mark));
    for (const mark of added) this.#transform.step(new AddMarkStep(from, to, mark));
  }

  #takeAttributes(entry: Entry, names: ReadonlySet<string>): boolean {
    const { type, parent } = entry;
    if (names.size === 0) return true;
    if (!(type instanceof XmlElement) || !parent) return false;
    const before = nodeOf(entry, this.#transform.doc);
    const [now] = draw(nodeOf(parent, this.#transform.doc).type, type) ?? [];
    if (now?.type !== before.type) return false;
    for (const [name, value] of Object.entries(now.attrs))
      if (names.has(name) && before.attrs[name] !== value)
        this.#transform.step(new AttrStep(entry.start, name, value));
    for (const mark of before.marks.filter((old) => !old.isInSet(now.marks)))
      this.#transform.step(new RemoveNodeMarkStep(entry.start, mark));
    for (const mark of now.marks.filter((fresh) => !fresh.isInSet(before.marks)))
      this.#transform.step(new AddNodeMarkStep(entry.start, mark));
    return true;
  }
}

interface TextPlace {
  readonly pos: number;
  /** Of what the text is in. */
  readonly type: NodeType;
}

interface Range {
  readonly from: number;
  readonly to: number;
}
