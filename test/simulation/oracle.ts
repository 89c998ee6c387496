import * as Y from 'yjs';
import { rootTypes } from '../../server/document/randomEdits.fixture.ts';
import { type IdRange, type Ids, idsIn } from './ids.ts';
import type { Typed } from './witness.ts';

/** Whether the ids are all in a doc. */
export class Contents {
  readonly #vector: ReadonlyMap<number, number>;
  readonly #deleted = new Map<number, IdRange[]>();

  constructor(doc: Y.Doc) {
    const { inserted, deleted } = idsIn(doc);
    this.#vector = new Map(inserted.map(({ client, to }) => [client, to]));
    for (const range of deleted) {
      const ranges = this.#deleted.get(range.client);
      if (ranges === undefined) this.#deleted.set(range.client, [range]);
      else ranges.push(range);
    }
  }

  /** @returns the first range that is not there. */
  lacks({ inserted, deleted }: Ids): IdRange | undefined {
    return (
      inserted.find(({ client, to }) => to > (this.#vector.get(client) ?? 0)) ??
      deleted.find((range) => !this.#isDeleted(range))
    );
  }

  /** Whether any of what is inserted there is here. */
  hasAnyOf({ inserted }: Ids): boolean {
    return inserted.some(({ client, from }) => from < (this.#vector.get(client) ?? 0));
  }

  #isDeleted({ client, from, to }: IdRange): boolean {
    return this.#deleted.get(client)?.some((range) => range.from <= from && to <= range.to) ?? false;
  }
}

/** What a document came to: a doc fed with updates as their authors' editors made them. */
export interface Oracle {
  readonly doc: Y.Doc;
  /** The first update that is there in part only. */
  readonly torn: Typed | undefined;
}

/**
 * Feeds a doc with everything that was made and is in the outcome. What is not there may have been lost rightly, with a page that was
 * closed before it was told that it is saved; but what is there must be there whole, and mean what its author meant. Within a
 * transaction marked as local Yjs does not clean up by itself, which would be an edit of the oracle's own.
 */
export function oracleOf(made: readonly Typed[], outcome: Y.Doc): Oracle {
  const contents = new Contents(outcome);
  const doc = new Y.Doc();
  rootTypes(doc);
  const there = made.filter(({ ids }) => contents.hasAnyOf(ids) || contents.lacks(ids) === undefined);
  Y.transact(doc, (transaction) => {
    for (const { update } of there) Y.applyUpdate(doc, update);
    transaction.local = true;
  });
  return { doc, torn: there.find(({ ids }) => contents.lacks(ids) !== undefined) };
}
