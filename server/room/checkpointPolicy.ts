/** What a document's log holds behind its newest checkpoint. */
export interface Tail {
  readonly entries: number;
  /** Whether the room is about to be closed, so that a checkpoint costs nobody anything. */
  readonly isClosing: boolean;
}

/** How long a tail may grow before it is folded into a checkpoint. */
export interface CheckpointPolicy {
  readonly entriesWhenOpen: number;
  readonly entriesWhenClosing: number;
  /** How many bytes less the compacted document must have to take the place of what is in memory. */
  readonly savedBytesMin: number;
}

/** A checkpoint reads and writes the whole document, so while people type it pays only for a long tail. */
export const usualCheckpointPolicy: CheckpointPolicy = {
  entriesWhenOpen: 2000,
  entriesWhenClosing: 100,
  savedBytesMin: 32 * 1024,
};

/** Whether it is time to fold the tail into a checkpoint. */
export function isCheckpointDue({ entries, isClosing }: Tail, policy: CheckpointPolicy): boolean {
  return entries >= (isClosing ? policy.entriesWhenClosing : policy.entriesWhenOpen);
}

/** Taking a document in costs about 4 ms for a megabyte, during which nobody else has a turn. */
const adoptedBytesMax = 4 * 1024 * 1024;

/** Whether the compacted document should take the place of what is in memory, rather than only be read at the next opening. */
export function isWorthAdopting(
  { bytes, compactedBytes }: { readonly bytes: number; readonly compactedBytes: number },
  { savedBytesMin }: CheckpointPolicy,
): boolean {
  return bytes - compactedBytes >= savedBytesMin && compactedBytes <= adoptedBytesMax;
}
