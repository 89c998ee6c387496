/** What a document's log holds behind its newest checkpoint. */
export interface Tail {
  readonly entries: number;
  /** Whether the room is about to be closed, so that a checkpoint costs nobody anything. */
  readonly isClosing: boolean;
}

/** A checkpoint reads and writes the whole document, so while people type it pays only for a long tail. */
const entriesWhenOpen = 2000;
const entriesWhenClosing = 100;

/** Whether it is time to fold the tail into a checkpoint. */
export function isCheckpointDue({ entries, isClosing }: Tail): boolean {
  return entries >= (isClosing ? entriesWhenClosing : entriesWhenOpen);
}
