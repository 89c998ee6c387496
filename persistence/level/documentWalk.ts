import type { DocumentName } from '../documentName.ts';
import { sequenceZero } from '../sequence.ts';
import type { Sequence } from '../updateLog.ts';
import type { Finding, StorageProblem } from './finding.ts';
import type { DocumentKey } from './key.ts';
import { decodeEntries } from './run.ts';
import { decodeCheckpoint, decodeListed } from './value.ts';

/** Something that stands under a document's name, as it is stored. */
export interface StoredPair extends DocumentKey {
  readonly key: Uint8Array;
  readonly value: Uint8Array;
}

/** Looks at all that stands under one name, in the order of the keys: tombstone, listing, checkpoint, entries. */
export class DocumentWalk {
  readonly name: DocumentName;
  isDeleted = false;
  /** Whether there is anything but a tombstone. */
  hasContent = false;
  /** Where its listing says that it stands in the list, if a whole one is there. */
  editedMs: number | undefined;
  #hasListing = false;
  #isBegun = false;
  /** The newest checkpoint so far, until it is known that no newer one follows. */
  #checkpoint: StoredPair | undefined;
  #upTo: Sequence = sequenceZero;
  #last: Sequence = sequenceZero;

  constructor(name: DocumentName) {
    this.name = name;
  }

  *take(pair: StoredPair): Iterable<Finding> {
    this.isDeleted ||= pair.kind === 'tombstone';
    this.hasContent ||= pair.kind !== 'tombstone';
    if (!this.#isBegun) yield { kind: 'document', name: this.name, isDeleted: this.isDeleted };
    this.#isBegun = true;
    // What is left of a deleted document does not count.
    if (!this.isDeleted) yield* this.#takeContent(pair);
  }

  /** Everything under the name has been taken. */
  *end(): Iterable<Finding> {
    if (this.isDeleted) return;
    yield* this.#takeCheckpoint();
    const isEmpty = this.#last === 0 && this.#upTo === 0;
    const end = isEmpty ? 1 : this.#upTo;
    if (this.#last < end) yield this.#missing({ from: this.#last + 1, to: end, isNeeded: true });
    else if (!this.#hasListing) yield problem({ code: 'LISTING_MISSING', name: this.name });
  }

  *#takeContent(pair: StoredPair): Iterable<Finding> {
    switch (pair.kind) {
      case 'tombstone':
        break;
      case 'listing':
        yield* this.#takeListing(pair);
        break;
      case 'checkpoint':
        if (this.#checkpoint !== undefined)
          yield problem({ code: 'CHECKPOINT_LEFT', name: this.name, upTo: this.#checkpoint.sequence });
        this.#checkpoint = pair;
        break;
      case 'entry':
        yield* this.#takeCheckpoint();
        yield* this.#takeEntries(pair);
        break;
    }
  }

  *#takeListing({ key, value }: StoredPair): Iterable<Finding> {
    this.#hasListing = true;
    this.editedMs = decodeListed(key, value)?.editedMs;
    if (this.editedMs === undefined) yield problem({ code: 'LISTING_TORN', name: this.name });
  }

  *#takeCheckpoint(): Iterable<Finding> {
    if (this.#checkpoint === undefined) return;
    const { name } = this;
    const { key, value, sequence: upTo } = this.#checkpoint;
    this.#checkpoint = undefined;
    this.#upTo = upTo;
    const update = decodeCheckpoint(key, value);
    if (update === undefined) yield problem({ code: 'CHECKPOINT_TORN', name, upTo });
    else yield { kind: 'checkpoint', name, checkpoint: { upTo, update } };
  }

  *#takeEntries({ key, value, sequence }: StoredPair): Iterable<Finding> {
    const entries = decodeEntries(key, value);
    const from = entries?.[0]?.sequence ?? this.#expected(sequence);
    const expected = this.#expected(from);
    if (from > expected) yield this.#missing({ from: expected, to: from - 1 });
    this.#last = sequence;
    for (const entry of entries ?? []) yield { kind: 'entry', name: this.name, entry };
    if (entries === undefined)
      yield problem({
        code: 'ENTRY_TORN',
        name: this.name,
        from,
        to: sequence,
        isNeeded: sequence > this.#upTo,
      });
  }

  /** The oldest history may have been removed on purpose, as far as the checkpoint stands for it. */
  #expected(sequence: number): number {
    const isFirst = this.#last === 0;
    return isFirst ? Math.min(sequence, this.#upTo + 1) : this.#last + 1;
  }

  #missing(gap: { readonly from: number; readonly to: number; readonly isNeeded?: boolean }): Finding {
    return problem({ code: 'ENTRIES_MISSING', name: this.name, isNeeded: gap.to > this.#upTo, ...gap });
  }
}

function problem(problem: StorageProblem): Finding {
  return { kind: 'problem', problem };
}
