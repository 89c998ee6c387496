import { Fragment, type Node, Slice } from 'prosemirror-model';
import type { Transaction } from 'prosemirror-state';
import { ReplaceStep } from 'prosemirror-transform';

/**
 * Steps over just what differs, so that decorations, stored marks and node views elsewhere survive a remote change (E5).
 * Blocks are compared by identity first: y-prosemirror hands back the very nodes of the blocks that didn't change.
 */

/** The blocks of one document that have no equal in the other, between equal ones before and after. */
interface Differing {
  readonly pos: number;
  readonly old: readonly Node[];
  readonly now: readonly Node[];
}

/** Adds to `tr` the steps that make its document `now`. Afterwards `tr.doc.eq(now)`, always. */
export function patch(tr: Transaction, now: Node): Transaction {
  const differing = differingBlocks(tr.doc, now);
  if (!differing) return tr;
  if (isPairwise(differing)) patchPairs(tr, differing);
  else if (!patchRange(tr, now)) replaceBlocks(tr, differing);
  return tr;
}

function differingBlocks(before: Node, now: Node): Differing | undefined {
  let start = 0;
  while (start < before.childCount && start < now.childCount && before.child(start).eq(now.child(start)))
    start += 1;
  let end = 0;
  const most = Math.min(before.childCount, now.childCount) - start;
  while (end < most && before.child(before.childCount - 1 - end).eq(now.child(now.childCount - 1 - end)))
    end += 1;
  const old = before.children.slice(start, before.childCount - end);
  const fresh = now.children.slice(start, now.childCount - end);
  if (old.length === 0 && fresh.length === 0) return undefined;
  return { pos: sizeOf(before.children.slice(0, start)), old, now: fresh };
}

function isPairwise({ old, now }: Differing): boolean {
  return (
    old.length === now.length && old.every((node, index) => node.type === now[index]?.type && !node.isLeaf)
  );
}

/** From the last to the first, so that positions before stay true. */
function patchPairs(tr: Transaction, { pos, old, now }: Differing): void {
  let at = pos + sizeOf(old);
  for (let index = old.length - 1; index >= 0; index -= 1) {
    const before = old[index];
    const after = now[index];
    if (!before || !after) continue;
    at -= before.nodeSize;
    patchText(tr, at + 1, { before, after });
    for (const [name, value] of Object.entries(after.attrs))
      if (before.attrs[name] !== value) tr.setNodeAttribute(at, name, value);
  }
}

function patchText(tr: Transaction, start: number, { before, after }: { before: Node; after: Node }): void {
  const range = differingRange(before, after);
  if (!range) return;
  const slice = after.slice(range.from, range.toNow);
  tr.step(new ReplaceStep(start + range.from, start + range.toOld, slice));
}

/**
 * One step over a range that may begin and end inside blocks, for blocks that were split, joined or added. False, with
 * `tr` as it was, if such a step doesn't give exactly the new document.
 */
function patchRange(tr: Transaction, now: Node): boolean {
  const range = differingRange(tr.doc, now);
  if (!range) return false;
  const step = new ReplaceStep(range.from, range.toOld, now.slice(range.from, range.toNow));
  if (!step.apply(tr.doc).doc?.eq(now)) return false;
  tr.step(step);
  return true;
}

function replaceBlocks(tr: Transaction, { pos, old, now }: Differing): void {
  tr.step(new ReplaceStep(pos, pos + sizeOf(old), new Slice(Fragment.from(now), 0, 0)));
}

/** Where two ProseMirror nodes' contents differ; equal text on both sides is counted once. */
function differingRange(before: Node, now: Node) {
  const from = before.content.findDiffStart(now.content);
  const end = before.content.findDiffEnd(now.content);
  if (from === null || !end) return undefined;
  const overlap = Math.max(0, from - Math.min(end.a, end.b));
  return { from, toOld: end.a + overlap, toNow: end.b + overlap };
}

function sizeOf(nodes: readonly Node[]): number {
  return nodes.reduce((size, node) => size + node.nodeSize, 0);
}
