import type { Doc } from 'yjs';

/** By document: sessions of the same person that have ended. */
const predecessors = new WeakMap<Doc, Set<number>>();

/** The documents that an editor shows, which puts back what is lost. */
export const watched = new WeakSet<Doc>();

/**
 * The typing of these clients is one's own in `doc` from here on, as what is typed in it is: what others lose of it without knowing is
 * put back. They are sessions that have ended; whoever calls sees to it that nobody else takes them over.
 */
export function takeOver(doc: Doc, clients: Iterable<number>): void {
  const known = predecessors.get(doc) ?? new Set();
  predecessors.set(doc, known);
  for (const client of clients) known.add(client);
}

/** The clients whose typing is one's own. */
export function ownClients(doc: Doc): ReadonlySet<number> {
  return new Set([doc.clientID, ...(predecessors.get(doc) ?? [])]);
}

export function isOwnClient(doc: Doc, client: number): boolean {
  return client === doc.clientID || predecessors.get(doc)?.has(client) === true;
}
