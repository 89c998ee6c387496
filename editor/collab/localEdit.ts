import type { Node } from 'prosemirror-model';
import {
  AddMarkStep,
  AddNodeMarkStep,
  AttrStep,
  RemoveMarkStep,
  RemoveNodeMarkStep,
  type Step,
  type Transform,
} from 'prosemirror-transform';
import { align } from './alignment.ts';
import { differenceOf, type Edit } from './edit.ts';
import type { FragmentWriter } from './fragmentWriter.ts';
import { writeInline } from './inlineEdit.ts';
import { type Entry, nodeOf } from './outline.ts';

/** Writes one step, which made `now` of `old`, into the fragment: what it changed and nothing else. */
export function writeStep(writer: FragmentWriter, step: Step, { old, now }: Pick<Edit, 'old' | 'now'>): void {
  if (step instanceof AttrStep || step instanceof AddNodeMarkStep || step instanceof RemoveNodeMarkStep) {
    const entry = writer.outline.elementAt(step.pos);
    if (entry) writer.setAttributes(entry, nodeOf(entry, old), nodeOf(entry, now));
  } else if (step instanceof AddMarkStep || step instanceof RemoveMarkStep) {
    writeMarks(writer, writer.outline.root, {
      old,
      now,
      prefix: step.from,
      suffix: old.content.size - step.to,
    });
  } else writeContent(writer, writer.outline.root, { old, now, ...extentOf(step, old) });
}

/** Writes all that a transaction of ProseMirror did. */
export function writeTransaction(writer: FragmentWriter, { steps, docs, doc }: Transform): void {
  for (const [index, step] of steps.entries()) {
    const old = docs[index];
    const now = docs[index + 1] ?? doc;
    if (old && old !== now) writeStep(writer, step, { old, now });
  }
}

/** Writes the difference of two documents, for when the steps between them aren't known. */
export function writeDifference(writer: FragmentWriter, old: Node, now: Node): void {
  writeContent(writer, writer.outline.root, differenceOf(old, now));
}

function extentOf(step: Step, old: Node): Pick<Edit, 'prefix' | 'suffix'> {
  let from = old.content.size;
  let to = 0;
  step.getMap().forEach((start, end) => {
    from = Math.min(from, start);
    to = Math.max(to, end);
  });
  return { prefix: from, suffix: old.content.size - Math.max(from, to) };
}

/** Marks change nothing's size or place: the two documents are walked side by side. */
function writeMarks(writer: FragmentWriter, entry: Entry, edit: Edit): void {
  const { old, now, prefix, suffix } = edit;
  if (old === now) return;
  if (old.inlineContent) {
    writeText(writer, entry, edit);
    return;
  }
  const to = old.content.size - suffix;
  for (let index = entry.find(prefix); index < old.childCount; index += 1) {
    const child = entry.children[index];
    if (!child || child.offset >= to) return;
    const inner = {
      old: old.child(index),
      now: now.child(index),
      prefix: Math.max(0, prefix - child.offset - 1),
      suffix: Math.max(0, child.offset + child.size - 1 - to),
    };
    writeMarks(writer, child, inner);
  }
}

/** The whole of a pair of ProseMirror nodes: attributes, marks and content. */
function writeNode(writer: FragmentWriter, entry: Entry, edit: Edit): void {
  if (edit.old === edit.now) return;
  writer.setAttributes(entry, edit.old, edit.now);
  writeContent(writer, entry, edit);
}

function writeContent(writer: FragmentWriter, entry: Entry, edit: Edit): void {
  if (edit.old.content === edit.now.content || edit.old.isLeaf) return;
  writer.changed.add(entry);
  if (edit.old.inlineContent) writeText(writer, entry, edit);
  else writeChildren(writer, entry, edit);
}

function writeText(writer: FragmentWriter, entry: Entry, edit: Edit): void {
  for (const inner of writeInline(writer, entry, edit)) writeNode(writer, inner.entry, inner.edit);
}

/** A child that stays, with what is known of its inside. */
interface Kept extends Edit {
  readonly from: number;
  readonly to: number;
}

function writeChildren(writer: FragmentWriter, entry: Entry, edit: Edit): void {
  const { now } = edit;
  const { first, oldEnd, nowEnd, kept } = survivors(entry, edit);
  const entries = entry.children.slice(first, oldEnd);
  const stays = new Map(kept.map((child) => [child.to, child]));
  const staying = new Set(kept.map((child) => child.from));
  for (const [index, gone] of entries.entries())
    if (!staying.has(first + index)) writer.removeChildren(entry, gone.index, 1);
  let place = first;
  for (let index = first; index < nowEnd; ) {
    const child = stays.get(index);
    const same = child && entries[child.from - first];
    if (child && same) {
      writeNode(writer, same, child);
      index += 1;
      place = same.index + 1;
      continue;
    }
    const fresh = freshFrom(now, { index, end: nowEnd, stays });
    writer.insertChildren(entry, place, fresh);
    index += fresh.length;
    place += fresh.length;
  }
}

function freshFrom(
  now: Node,
  { index, end, stays }: { index: number; end: number; stays: ReadonlyMap<number, unknown> },
): readonly Node[] {
  let stop = index + 1;
  while (stop < end && !stays.has(stop)) stop += 1;
  return now.children.slice(index, stop);
}

interface Survivors {
  /** The first child that the change touches, before and after. */
  readonly first: number;
  /** Behind the last child that it touches. */
  readonly oldEnd: number;
  readonly nowEnd: number;
  readonly kept: readonly Kept[];
}

function survivors(entry: Entry, { old, now, prefix, suffix }: Edit): Survivors {
  const first = wholeWithin(entry, prefix);
  const after = wholeAfter(entry, old.content.size - suffix);
  const oldEnd = old.childCount - Math.min(after, old.childCount - first, now.childCount - first);
  const nowEnd = now.childCount - (old.childCount - oldEnd);
  const left = prefix > entry.offsetAt(first) ? prefix - entry.offsetAt(first) - 1 : undefined;
  const behind = old.content.size - entry.offsetAt(oldEnd);
  const right = suffix > behind ? suffix - behind - 1 : undefined;
  const ends = pairEnds({ left, right, first, oldEnd, nowEnd });
  const isPossible = ({ from, to }: EndPair) => {
    const before = from < oldEnd ? old.maybeChild(from) : null;
    return before != null && to < nowEnd && before.type === now.maybeChild(to)?.type;
  };
  const open = ends.filter(isPossible).map((pair) => {
    return { ...pair, old: old.child(pair.from), now: now.child(pair.to) };
  });
  return {
    first,
    oldEnd,
    nowEnd,
    kept: [...open, ...alignBetween({ old, now, first, oldEnd, nowEnd }, open)],
  };
}

/** How many children lie wholly within the first `size` of the content. */
function wholeWithin(entry: Entry, size: number): number {
  return Math.min(entry.find(size), entry.children.length);
}

/** How many children begin at `offset` or behind. */
function wholeAfter(entry: Entry, offset: number): number {
  const index = entry.find(offset);
  return (
    entry.children.length -
    (index < entry.children.length && entry.offsetAt(index) < offset ? index + 1 : index)
  );
}

interface EndPair {
  readonly from: number;
  readonly to: number;
  readonly prefix: number;
  readonly suffix: number;
}

interface Ends {
  /** How much of the first touched child's content is known to be the same, if any is. */
  readonly left: number | undefined;
  /** The same of the last. */
  readonly right: number | undefined;
  readonly first: number;
  readonly oldEnd: number;
  readonly nowEnd: number;
}

/**
 * The children that the change only partly covers. Where one was split into two, or two were joined, only one of them can
 * be the same: the one with the longer part, so that the shorter is written anew (E8).
 */
function pairEnds({ left, right, first, oldEnd, nowEnd }: Ends): readonly EndPair[] {
  const leading = { from: first, to: first, prefix: left ?? 0, suffix: 0 };
  const trailing = { from: oldEnd - 1, to: nowEnd - 1, prefix: 0, suffix: right ?? 0 };
  if (left === undefined && right === undefined) return [];
  if (left === undefined) return [trailing];
  if (right === undefined) return [leading];
  const sameOld = leading.from === trailing.from;
  const sameNow = leading.to === trailing.to;
  if (sameOld && sameNow) return [{ ...leading, suffix: right }];
  if (sameOld || sameNow) return [left >= right ? leading : trailing];
  return [leading, trailing];
}

interface Touched {
  readonly old: Node;
  readonly now: Node;
  readonly first: number;
  readonly oldEnd: number;
  readonly nowEnd: number;
}

function alignBetween(
  { old, now, first, oldEnd, nowEnd }: Touched,
  open: readonly EndPair[],
): readonly Kept[] {
  const hasLeading = open.some(({ from, to }) => from === first && to === first);
  const hasTrailing = open.some(({ from, to }) => from === oldEnd - 1 && to === nowEnd - 1);
  const start = first + (hasLeading ? 1 : 0);
  const trail = hasTrailing && !(hasLeading && open.length === 1) ? 1 : 0;
  const before = old.children.slice(start, Math.max(start, oldEnd - trail));
  const after = now.children.slice(start, Math.max(start, nowEnd - trail));
  return align(before, after).map((pair) => {
    const from = start + pair.old;
    const to = start + pair.now;
    return { from, to, ...differenceOf(old.child(from), now.child(to)) };
  });
}
