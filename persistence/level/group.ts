import type { DocumentName } from '../documentName.ts';
import type { Sequence } from '../updateLog.ts';
import { type Mutation, mutationBytes } from './mutation.ts';

/** A mutation and whoever waits for it. */
export interface Submission {
  readonly mutation: Mutation;
  readonly resolve: (last: Sequence) => void;
  readonly reject: (error: unknown) => void;
}

/** The submissions of one batch, by document, each in the order of the calls. */
export type Group = ReadonlyMap<DocumentName, readonly Submission[]>;

/**
 * Takes the next batch from the front of a queue. In it a document has either appends or one other mutation; whatever
 * comes behind one of another sort stays in the queue, in its order. It ends at about `bytesMax`.
 */
export function takeGroup(
  queue: readonly Submission[],
  bytesMax: number,
): { readonly group: Group; readonly rest: Submission[] } {
  const group = new Map<DocumentName, Submission[]>();
  const rest: Submission[] = [];
  const waiting = new Set<DocumentName>();
  let bytes = 0;
  for (const submission of queue) {
    const { name } = submission.mutation;
    const earlier = group.get(name);
    bytes += mutationBytes(submission.mutation);
    const fits = group.size === 0 || bytes <= bytesMax;
    if (!fits || waiting.has(name) || !canFollow(earlier?.[0], submission)) {
      waiting.add(name);
      rest.push(submission);
    } else if (earlier === undefined) group.set(name, [submission]);
    else earlier.push(submission);
  }
  return { group, rest };
}

function canFollow(first: Submission | undefined, { mutation }: Submission): boolean {
  return first === undefined || (first.mutation.kind === 'append' && mutation.kind === 'append');
}
