import type { Node } from 'prosemirror-model';
import { isPlaceholder } from '../schema/unknown.ts';

/** Which child before a change is which child after it, by their indices. */
export interface Pair {
  readonly old: number;
  readonly now: number;
}

/** Beyond so many replaced at once, who was moved isn't asked for: the question costs their number squared. */
const comparedMax = 300;

/**
 * The children that stay, in order: the very same ProseMirror nodes first, so that of blocks that changed places the
 * smaller are moved and none turns into another (E6); between them what is alike enough to be the same, edited.
 */
export function align(old: readonly Node[], now: readonly Node[]): readonly Pair[] {
  if (old.length === 0 || now.length === 0 || Math.max(old.length, now.length) > comparedMax) return [];
  const kept = heaviestKept(old, now);
  const ends = [{ old: -1, now: -1 }, ...kept, { old: old.length, now: now.length }];
  return ends.flatMap((end, index) => {
    const before = ends[index - 1];
    if (!before) return [];
    const alike = alikeBetween({ old, now }, before, end);
    return end.old < old.length ? [...alike, end] : alike;
  });
}

interface Chain {
  readonly pair: Pair;
  readonly weight: number;
  readonly before: Chain | undefined;
}

/** Of all ways to leave identical nodes where they are the one that leaves the most content. */
function heaviestKept(old: readonly Node[], now: readonly Node[]): readonly Pair[] {
  const indices = new Map(old.map((node, index) => [node, index]));
  const chains: Chain[] = [];
  for (const [index, node] of now.entries()) {
    const at = indices.get(node);
    if (at === undefined) continue;
    indices.delete(node);
    const before = heaviest(chains.filter(({ pair }) => pair.old < at));
    chains.push({
      pair: { old: at, now: index },
      weight: weightOf(node) + (before?.weight ?? 0),
      before,
    });
  }
  const pairs: Pair[] = [];
  for (let chain = heaviest(chains); chain; chain = chain.before) pairs.unshift(chain.pair);
  return pairs;
}

/** What isn't known stays where it is, and what is known is moved around it. */
function weightOf(node: Node): number {
  return isPlaceholder(node.type) ? 2 ** 32 : node.nodeSize;
}

function heaviest(chains: readonly Chain[]): Chain | undefined {
  return chains.reduce<Chain | undefined>(
    (best, chain) => (best && best.weight >= chain.weight ? best : chain),
    undefined,
  );
}

interface Siblings {
  readonly old: readonly Node[];
  readonly now: readonly Node[];
}

function alikeBetween({ old, now }: Siblings, after: Pair, before: Pair): readonly Pair[] {
  const pairs: Pair[] = [];
  let next = after.now + 1;
  for (let at = after.old + 1; at < before.old; at += 1) {
    const node = old[at];
    const found = node ? findAlike(node, now.slice(next, before.now)) : -1;
    if (found < 0) continue;
    pairs.push({ old: at, now: next + found });
    next += found + 1;
  }
  return pairs;
}

function findAlike(node: Node, candidates: readonly Node[]): number {
  return candidates.findIndex((candidate) => isAlike(node, candidate));
}

/** Of one type, and at least half of the larger one's content is at its ends in both. */
function isAlike(a: Node, b: Node): boolean {
  if (a.type !== b.type) return false;
  if (isPlaceholder(a.type)) return a.eq(b);
  const start = a.content.findDiffStart(b.content);
  const end = a.content.findDiffEnd(b.content);
  if (start === null || !end) return true;
  if (a.isTextblock && a.textContent !== '' && a.textContent === b.textContent) return true;
  const shared = start + a.content.size - Math.max(end.a, start);
  return shared * 2 >= Math.max(a.content.size, b.content.size);
}
