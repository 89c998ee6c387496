import type { DocumentName, StorageProblem } from '@scriptorium/persistence';

/** What persistence finds, and what only shows to who understands updates. */
export type Problem =
  | StorageProblem
  | {
      readonly code: 'ENTRY_MALFORMED';
      readonly name: DocumentName;
      readonly sequence: number;
      readonly isNeeded: boolean;
      readonly reason: string;
    }
  | { readonly code: 'ENTRY_GAP'; readonly name: DocumentName; readonly sequence: number }
  | {
      readonly code: 'CHECKPOINT_MALFORMED';
      readonly name: DocumentName;
      readonly upTo: number;
      readonly reason: string;
    }
  | {
      readonly code: 'CHECKPOINT_LACKS';
      readonly name: DocumentName;
      readonly upTo: number;
      readonly sequence: number;
    };

export function problemDocument(problem: Problem): DocumentName | undefined {
  return 'name' in problem ? problem.name : undefined;
}

/** One line that names the document and says what is wrong, what comes of it, and what to do. */
export function problemText(problem: Problem): string {
  const name = problemDocument(problem);
  return name === undefined ? describe(problem) : `${JSON.stringify(name)}: ${describe(problem)}`;
}

const unreadable = 'The server will not open the document: restore a backup.';
const historyOnly = 'The document opens; its history lacks this.';

function describe(problem: Problem): string {
  switch (problem.code) {
    case 'ENTRY_TORN':
      return `${entries(problem)} torn or changed. ${consequence(problem)}`;
    case 'ENTRIES_MISSING':
      return `${entries(problem)} missing. ${consequence(problem)}`;
    case 'ENTRY_MALFORMED':
      return `entry ${problem.sequence} is no valid update (${problem.reason}). ${consequence(problem)}`;
    case 'ENTRY_GAP':
      return `entry ${problem.sequence} builds on what no earlier entry brings. ${unreadable}`;
    case 'CHECKPOINT_TORN':
      return `its checkpoint up to ${problem.upTo} is torn or was changed. ${unreadable}`;
    case 'CHECKPOINT_MALFORMED':
      return `its checkpoint up to ${problem.upTo} is no valid update (${problem.reason}). ${unreadable}`;
    case 'CHECKPOINT_LACKS':
      return `its checkpoint up to ${problem.upTo} lacks what entry ${problem.sequence} brings. The document opens without it: keep this directory, and report it.`;
    case 'CHECKPOINT_LEFT':
      return `an older checkpoint up to ${problem.upTo} was not removed. It takes up space, and nothing else.`;
    case 'LISTING_TORN':
    case 'LISTING_MISSING':
      return `its title in the list is ${problem.code === 'LISTING_TORN' ? 'torn' : 'missing'}. The next edit writes it anew.`;
    case 'UNLISTED':
      return 'it is not in the list. It opens at its address, and the next edit lists it again.';
    case 'LISTED_AMISS':
      return `the list has a line of ${new Date(problem.editedMs).toISOString()} for it that should not be there. Opening documents is not affected.`;
    case 'DELETION_LEFT':
      return 'it was deleted, and something of it is left. Nobody sees it, but it takes up space.';
    case 'REMOVAL_UNDUE':
      return 'it is marked for removal although it was not deleted. Starting the server would remove it: restore a backup.';
    case 'KEY_UNKNOWN':
      return `Something is stored that is no document's, at ${Buffer.from(problem.key).toString('hex')}. Documents are not affected.`;
    case 'BLOCK_DAMAGED':
      return `A part of the database's files is damaged (${problem.cause instanceof Error ? problem.cause.message : problem.cause}). Replace the disk if it is failing, and restore a backup.`;
    default:
      return unreachable(problem);
  }
}

function consequence({ isNeeded }: { readonly isNeeded: boolean }): string {
  return isNeeded ? unreadable : historyOnly;
}

function entries({ from, to }: { readonly from: number; readonly to: number }): string {
  return from === to ? `entry ${from} is` : `entries ${from} to ${to} are`;
}

function unreachable(problem: never): never {
  throw new Error(`Not a problem: ${JSON.stringify(problem)}`);
}
