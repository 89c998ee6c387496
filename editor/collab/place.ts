import type { ContentMatch, NodeType } from 'prosemirror-model';

const allowed = new WeakMap<NodeType, ReadonlySet<NodeType>>();

/**
 * Whether `parent` may hold `child` anywhere. In what order and how often isn't asked: whoever edits at the same time can
 * bring together any number of what may stand there.
 */
export function fits(parent: NodeType, child: NodeType): boolean {
  let types = allowed.get(parent);
  if (!types) {
    types = new Set(edgesOf(parent.contentMatch, new Set()));
    allowed.set(parent, types);
  }
  return types.has(child);
}

function edgesOf(match: ContentMatch, seen: Set<ContentMatch>): readonly NodeType[] {
  if (seen.has(match)) return [];
  seen.add(match);
  const edges = Array.from({ length: match.edgeCount }, (_, index) => match.edge(index));
  return edges.flatMap(({ type, next }) => [type, ...edgesOf(next, seen)]);
}
