import { Fragment, type Mark, type Node, type Schema, Slice } from 'prosemirror-model';
import {
  AddMarkStep,
  AddNodeMarkStep,
  AttrStep,
  RemoveMarkStep,
  RemoveNodeMarkStep,
  ReplaceStep,
  type Transform,
} from 'prosemirror-transform';
import { XmlElement, XmlText, type YEvent, YXmlEvent } from 'yjs';
import { draw } from './drawing.ts';
import { markKeyIn, marksOf, nodeFactsOf } from './formatting.ts';
import { type Entry, nodeOf, type Outline } from './outline.ts';
import { textChanges } from './textChanges.ts';

// biome-ignore lint/suspicious/noExplicitAny: as Yjs types its events.
export type FragmentEvent = YEvent<any>;

/**
 * What Yjs says has changed, as steps over just that (E5). One text changed in two places gets two steps; nothing is
 * compared and nothing else is looked at, so the cost is that of the change.
 */
export class RemoteSteps {
  readonly #schema: Schema;
  readonly #outline: Outline;
  readonly #transform: Transform;
  /** Whose ProseMirror node has become another. */
  readonly changed = new Set<Entry>();

  /** @param transform of the document that the outline is of; both are changed */
  constructor(outline: Outline, transform: Transform) {
    this.#schema = transform.doc.type.schema;
    this.#outline = outline;
    this.#transform = transform;
  }

  add(event: FragmentEvent): void {
    const entry = this.#outline.entryOf(event.target);
    if (!entry) return;
    if (event.target instanceof XmlText) this.#addText(entry, event);
    else if (event instanceof YXmlEvent) {
      this.#addChildren(entry, event);
      for (const name of event.attributesChanged) this.#addAttribute(entry, name);
    }
    this.changed.add(entry);
  }

  #addChildren(entry: Entry, event: YXmlEvent): void {
    let index = 0;
    for (const change of event.changes.delta) {
      if (change.retain !== undefined) index += change.retain;
      else if (change.delete !== undefined) this.#removeChildren(entry, index, change.delete);
      else if (Array.isArray(change.insert)) index += this.#insertChildren(entry, index, change.insert);
    }
  }

  #removeChildren(entry: Entry, index: number, count: number): void {
    const from = entry.contentStart + entry.offsetAt(index);
    const to = entry.contentStart + entry.offsetAt(index + count);
    this.#outline.remove(entry, index, count);
    this.#replace(from, to, []);
  }

  #insertChildren(entry: Entry, index: number, inserted: readonly unknown[]): number {
    const types = inserted.filter((type) => type instanceof XmlElement || type instanceof XmlText);
    const pos = entry.contentStart + entry.offsetAt(index);
    for (const added of this.#outline.insert(entry, index, types)) this.changed.add(added);
    this.#replace(
      pos,
      pos,
      types.flatMap((type) => draw(this.#schema, type)),
    );
    return types.length;
  }

  #addText(entry: Entry, event: YEvent<XmlText>): void {
    const start = entry.contentStart;
    let pos = start;
    for (const change of textChanges(event)) {
      if (change.kind === 'delete') this.#replace(pos, pos + change.length, []);
      else if (change.kind === 'insert') {
        this.#replace(pos, pos, [this.#schema.text(change.text, this.#marks(change.format))]);
        pos += change.text.length;
      } else {
        if (change.format) this.#format({ from: pos, to: pos + change.length }, this.#marks(change.format));
        pos += change.length;
      }
    }
    entry.resize(pos - start - entry.contentSize);
    if (entry.parent) this.changed.add(entry.parent);
  }

  #marks(format: ReadonlyMap<string, unknown>): readonly Mark[] {
    return marksOf(this.#schema, Object.fromEntries(format));
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

  #addAttribute(entry: Entry, name: string): void {
    if (!(entry.type instanceof XmlElement)) return;
    const node = nodeOf(entry, this.#transform.doc);
    if (markKeyIn(name) !== undefined) this.#addNodeMarks(entry, node);
    else if (Object.hasOwn(node.attrs, name)) {
      const value: unknown = entry.type.getAttribute(name) ?? node.type.spec.attrs?.[name]?.default;
      if (node.attrs[name] !== value) this.#transform.step(new AttrStep(entry.start, name, value));
    }
  }

  #addNodeMarks(entry: Entry, node: Node): void {
    if (!(entry.type instanceof XmlElement)) return;
    const { marks } = nodeFactsOf(this.#schema, entry.type.getAttributes());
    for (const mark of node.marks.filter((old) => !old.isInSet(marks)))
      this.#transform.step(new RemoveNodeMarkStep(entry.start, mark));
    for (const mark of marks.filter((now) => !now.isInSet(node.marks)))
      this.#transform.step(new AddNodeMarkStep(entry.start, mark));
  }
}

interface Range {
  readonly from: number;
  readonly to: number;
}
