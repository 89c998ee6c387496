import { Latency } from './latency.ts';

/** What became of an update that a member sent. */
export type UpdateOutcome = 'news' | 'known' | 'gap' | 'malformed' | 'refused';

/** What all rooms of the process have done so far: plain numbers, so that counting costs the way of a keystroke nothing. */
export class Tally {
  readonly updates: Record<UpdateOutcome, number> = { news: 0, known: 0, gap: 0, malformed: 0, refused: 0 };
  /** Bytes of updates that were sent by members, whatever became of them. */
  updateBytes = 0;
  /** Updates of others that were given to members, a window's as one. */
  delivered = 0;
  /** From taking the first update of a window to giving it to the others. */
  readonly windows = new Latency();
  /** From taking it to its being on disk. */
  readonly commits = new Latency();

  count(outcome: UpdateOutcome, bytes: number): void {
    this.updates[outcome] += 1;
    this.updateBytes += bytes;
  }
}
