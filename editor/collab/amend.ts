import type { Mark, Node } from 'prosemirror-model';
import { XmlElement, type XmlFragment, XmlText } from 'yjs';
import type { Mapping } from './mapping.ts';

/**
 * What y-prosemirror's writer leaves out, and what its record of the drawn ProseMirror nodes misses once a remote change
 * has become small steps. Both look only at the blocks that are other objects than before.
 */

/** A document before and after a change, and the fragment that holds it after. */
export interface Changed {
  readonly fragment: XmlFragment;
  readonly before: Node;
  readonly now: Node;
}

/**
 * To be called in the transaction that wrote. An empty block gets its text at once, so that two who begin to type in it
 * type into one and the same; and marks that took the place of as many others are written, too (E3).
 */
export function amend(changed: Changed): void {
  for (const { element, node } of changedBlocks(changed)) {
    if (!node.isTextblock) continue;
    if (element.length === 0) element.insert(0, [new XmlText()]);
    for (const { text, nodes } of textRuns(element, node)) amendMarks(text, nodes);
  }
}

/** Records which ProseMirror nodes are shown, so that the next own edit compares only the blocks that it changed. */
export function remap(mapping: Mapping, changed: Changed): void {
  for (const { element, node } of changedBlocks(changed)) mapping.set(element, node);
}

function changedBlocks({ fragment, before, now }: Changed): readonly { element: XmlElement; node: Node }[] {
  const elements = fragment.toArray();
  if (elements.length !== now.childCount) return [];
  const most = Math.min(before.childCount, now.childCount);
  let start = 0;
  while (start < most && before.child(start) === now.child(start)) start += 1;
  let end = 0;
  while (
    end < most - start &&
    before.child(before.childCount - 1 - end) === now.child(now.childCount - 1 - end)
  )
    end += 1;
  return elements.slice(start, now.childCount - end).flatMap((element, index) => {
    return element instanceof XmlElement ? [{ element, node: now.child(start + index) }] : [];
  });
}

/** The texts of a block with the ProseMirror nodes that each is drawn as; between two texts there is an inline leaf. */
function textRuns(element: XmlElement, node: Node): readonly { text: XmlText; nodes: readonly Node[] }[] {
  const runs: Node[][] = [];
  let previous: Node | undefined;
  for (const child of node.children) {
    if (child.isText && previous?.isText) runs.at(-1)?.push(child);
    else runs.push([child]);
    previous = child;
  }
  const types = element.toArray();
  return types.length !== runs.length
    ? []
    : types.flatMap((text, index) => (text instanceof XmlText ? [{ text, nodes: runs[index] ?? [] }] : []));
}

interface Run {
  readonly insert: string;
  readonly attributes?: Readonly<Record<string, unknown>>;
}

function amendMarks(text: XmlText, nodes: readonly Node[]): void {
  const delta: readonly Run[] = text.toDelta();
  // Where text or borders differ y-prosemirror has compared properly; it errs only where as many marks are others.
  if (delta.length !== nodes.length) return;
  let index = 0;
  for (const [position, { insert, attributes = {} }] of delta.entries()) {
    const marks = nodes[position]?.marks ?? [];
    const wrong = Object.keys(attributes).filter((name) => !marks.some((mark) => mark.type.name === name));
    if (wrong.length > 0) text.format(index, insert.length, formatOf(marks, wrong));
    index += insert.length;
  }
}

/** Formatting as y-prosemirror stores it: marks by name with their attributes, null takes one away. */
function formatOf(marks: readonly Mark[], removed: readonly string[]): Record<string, object | null> {
  return {
    ...Object.fromEntries(removed.map((name) => [name, null])),
    ...Object.fromEntries(marks.map((mark) => [mark.type.name, mark.attrs])),
  };
}
