/** A kept document, as far as it matters to what may go. */
export interface Evictable {
  readonly bytes: number;
  /** In milliseconds since 1970. */
  readonly usedMs: number;
  /** Whether it holds what the server may not have. */
  readonly isUnsaved: boolean;
  /** Whether a tab has it open. */
  readonly isOpen: boolean;
}

/**
 * Which documents to forget so that the others hold at most `bytesMax`: those that were used longest ago, and never what the server
 * may lack or what is open. So more may stay than the bound allows.
 */
export function planEviction<Kept extends Evictable>(
  documents: readonly Kept[],
  bytesMax: number,
): readonly Kept[] {
  let bytes = documents.reduce((sum, kept) => sum + kept.bytes, 0);
  const evicted: Kept[] = [];
  for (const kept of [...documents].sort((a, b) => a.usedMs - b.usedMs)) {
    if (bytes <= bytesMax) break;
    if (kept.isUnsaved || kept.isOpen) continue;
    evicted.push(kept);
    bytes -= kept.bytes;
  }
  return evicted;
}
