/**
 * The same in another order, which is the same each time. People who type in one room are neighbours in a list; typing in the order of the list
 * would put their edits into the same moment, and a server that gathers for a moment would look better than it is.
 */
export function shuffled<T>(list: readonly T[]): readonly T[] {
  const keyed = list.map((item, index) => ({ item, key: scatter(index) }));
  return keyed.sort((one, other) => one.key - other.key).map(({ item }) => item);
}

/** Spreads neighbouring numbers over 32 bits, each to a place of its own (the finalizer of MurmurHash3). */
function scatter(index: number): number {
  let hash = index + 1;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
