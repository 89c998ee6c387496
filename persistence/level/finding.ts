import type { DocumentName } from '../documentName.ts';
import type { Checkpoint, LoggedEntry, Sequence } from '../updateLog.ts';

/**
 * What an inspection comes upon, in the order in which it is stored. First the list and what is marked for removal, which
 * bring problems only; then document after document, each with its newest checkpoint and its entries, as far as they are whole.
 */
export type Finding =
  | { readonly kind: 'document'; readonly name: DocumentName; readonly isDeleted: boolean }
  | { readonly kind: 'checkpoint'; readonly name: DocumentName; readonly checkpoint: Checkpoint }
  | { readonly kind: 'entry'; readonly name: DocumentName; readonly entry: LoggedEntry }
  | { readonly kind: 'problem'; readonly problem: StorageProblem };

/**
 * | code | what is wrong | the document |
 * |---|---|---|
 * | `ENTRY_TORN` | an entry was changed, or is cut short, or all that were stored as one (`from` to `to`) | can't be read if it `isNeeded`; else its history lacks them |
 * | `ENTRIES_MISSING` | entries are not there (`from` to `to`, both missing) | the same |
 * | `CHECKPOINT_TORN` | the newest checkpoint was changed, or is cut short | can't be read |
 * | `CHECKPOINT_LEFT` | an older checkpoint was not removed | is read all the same |
 * | `LISTING_TORN`, `LISTING_MISSING` | its title is lost | is listed without it until the next `describe` |
 * | `UNLISTED` | it has no place in the list | is read, and listed again after the next `describe` |
 * | `LISTED_AMISS` | the list has a place for what isn't there, or stands elsewhere | is listed twice, or in vain |
 * | `DELETION_LEFT` | something of a deleted document is left, and nothing will remove it | stays deleted |
 * | `REMOVAL_UNDUE` | it is marked for removal, and was not deleted | is removed when the log is opened |
 * | `KEY_UNKNOWN` | no document can have this key | |
 * | `BLOCK_DAMAGED` | a part of the files can't be read, nor all that is in it | |
 */
export type StorageProblem =
  | {
      readonly code: 'ENTRY_TORN' | 'ENTRIES_MISSING';
      readonly name: DocumentName;
      readonly from: number;
      readonly to: number;
      readonly isNeeded: boolean;
    }
  | {
      readonly code: 'CHECKPOINT_TORN' | 'CHECKPOINT_LEFT';
      readonly name: DocumentName;
      readonly upTo: Sequence;
    }
  | {
      readonly code: 'LISTING_TORN' | 'LISTING_MISSING' | 'UNLISTED' | 'DELETION_LEFT' | 'REMOVAL_UNDUE';
      readonly name: DocumentName;
    }
  | { readonly code: 'LISTED_AMISS'; readonly name: DocumentName; readonly editedMs: number }
  | { readonly code: 'KEY_UNKNOWN'; readonly key: Uint8Array }
  | { readonly code: 'BLOCK_DAMAGED'; readonly cause: unknown };
