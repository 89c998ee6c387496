import {
  createAbsolutePositionFromRelativePosition,
  createRelativePositionFromTypeIndex,
  type Doc,
  findRootTypeKey,
  RelativePosition,
  XmlText,
} from 'yjs';
import type { Entry, Outline } from './outline.ts';

/** On which side of a place the character is that it stays beside. */
export type Side = 'before' | 'after';

/** The place at `pos`, beside a character or a child; in the terms of y-prosemirror, so that other clients understand it. */
export function relativePosition(outline: Outline, pos: number, side: Side): RelativePosition {
  let entry = outline.root;
  for (let offset = pos; ; ) {
    const index = entry.find(offset);
    const text = textBeside(entry, index, { offset, side });
    if (text?.type instanceof XmlText)
      return createRelativePositionFromTypeIndex(text.type, offset - text.offset, side === 'before' ? -1 : 0);
    const child = entry.children[index];
    if (!child || child.offset === offset || child.isLeaf) return beforeChild(entry, index);
    offset -= child.offset + 1;
    entry = child;
  }
}

/** Undefined if it is in nothing that is there. @throws if Yjs can't make sense of it */
export function absolutePosition(
  { outline, doc }: { readonly outline: Outline; readonly doc: Doc },
  position: RelativePosition,
): number | undefined {
  const found = createAbsolutePositionFromRelativePosition(position, doc);
  const entry = found && outline.entryOf(found.type);
  if (!found || !entry) return undefined;
  if (entry.type instanceof XmlText) return entry.contentStart + Math.min(found.index, entry.size);
  if (entry.isLeaf) return entry.start;
  return entry.contentStart + entry.offsetAt(Math.min(found.index, entry.children.length));
}

/** The text that `offset` is in or, between two, the one on that side if there is text on it. */
function textBeside(
  parent: Entry,
  index: number,
  { offset, side }: { readonly offset: number; readonly side: Side },
): Entry | undefined {
  const touching: Entry[] = [];
  for (let at = Math.min(index, parent.children.length - 1); at >= 0; at -= 1) {
    const child = parent.children[at];
    if (!child || child.offset + child.size < offset) break;
    if (child.type instanceof XmlText) touching.unshift(child);
  }
  return side === 'before' ? touching[0] : touching.at(-1);
}

function beforeChild(parent: Entry, index: number): RelativePosition {
  const { type } = parent;
  const child = parent.children[index]?.type._item?.id;
  if (!child) return createRelativePositionFromTypeIndex(type, type.length, type.length === 0 ? -1 : 0);
  const name = type._item ? null : findRootTypeKey(type);
  return new RelativePosition(type._item?.id ?? null, name, child, 0);
}
