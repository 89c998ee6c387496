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
}

/** A checkpoint reads and writes the whole document, so while people type it pays only for a long tail. */
export const usualCheckpointPolicy: CheckpointPolicy = { entriesWhenOpen: 2000, entriesWhenClosing: 100 };

/** Whether it is time to fold the tail into a checkpoint. */
export function isCheckpointDue({ entries, isClosing }: Tail, policy: CheckpointPolicy): boolean {
  return entries >= (isClosing ? policy.entriesWhenClosing : policy.entriesWhenOpen);
}
