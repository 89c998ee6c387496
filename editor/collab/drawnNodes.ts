import type { Node } from 'prosemirror-model';
import { XmlText } from 'yjs';
import { type BoundType, type Entry, nodeOf, type Outline } from './outline.ts';

/** What each element of a fragment is drawn as: the `mapping` that y-prosemirror's helpers ask for sizes. */
export type DrawnNodes = Map<BoundType, Node>;

/** Records what `changed`, what these are in and, where they are new, what is in them is drawn as in `doc`. */
export function recordNodes(
  nodes: DrawnNodes,
  changed: Iterable<Entry>,
  { outline, doc }: { readonly outline: Outline; readonly doc: Node },
): void {
  const done = new Set<Entry>();
  for (const entry of changed) {
    if (outline.entryOf(entry.type) !== entry) continue;
    for (let at: Entry | undefined = entry; at && !done.has(at); at = at.parent) {
      done.add(at);
      record(nodes, at, doc);
    }
  }
}

function record(nodes: DrawnNodes, entry: Entry, doc: Node): void {
  if (entry.type instanceof XmlText) return;
  const isNew = !nodes.has(entry.type);
  nodes.set(entry.type, nodeOf(entry, doc));
  if (isNew) for (const child of entry.children) record(nodes, child, doc);
}
