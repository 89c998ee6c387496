import { describeRange, type IdRange, type Ids } from './ids.ts';

/** A point in the life of a disk: how many commits it had seen. */
export type Moment = number;

/** From the id `from` of a client on, up to `to`: durable since `since`. */
interface Step {
  readonly to: number;
  readonly since: Moment;
}

/** Which ids of one document are durable, and since when. Inserted ids of a client are contiguous, as the log promises. */
export class DurableIndex {
  readonly #inserted = new Map<number, Step[]>();
  readonly #deleted = new Map<number, Map<number, Moment>>();

  /** Up to which clock all of the client is there. */
  end(client: number): number {
    return this.#inserted.get(client)?.at(-1)?.to ?? 0;
  }

  /** @returns the first range that starts past what is there; undefined when all follow without a gap. */
  gapBefore({ inserted }: Ids): IdRange | undefined {
    const ends = new Map<number, number>();
    for (const range of [...inserted].sort((one, other) => one.from - other.from)) {
      const end = ends.get(range.client) ?? this.end(range.client);
      if (range.from > end) return range;
      ends.set(range.client, Math.max(end, range.to));
    }
    return undefined;
  }

  /** @returns whether any of it was new. */
  add({ inserted, deleted }: Ids, since: Moment): boolean {
    let isNew = false;
    for (const range of inserted) isNew = this.#insert(range, since) || isNew;
    for (const range of deleted) isNew = this.#delete(range, since) || isNew;
    return isNew;
  }

  /** @returns in words what of these ids was not durable at that moment; undefined when all were. */
  lacks({ inserted, deleted }: Ids, at: Moment = Number.POSITIVE_INFINITY): string | undefined {
    const missing = inserted.find(({ client, to }) => this.#sinceOf(client, to) > at);
    if (missing !== undefined) return `what was inserted as ${describeRange(missing)}`;
    const undeleted = deleted.find((range) => !this.#isDeleted(range, at));
    return undeleted === undefined ? undefined : `the deletion of ${describeRange(undeleted)}`;
  }

  #insert({ client, to }: IdRange, since: Moment): boolean {
    if (to <= this.end(client)) return false;
    const steps = this.#inserted.get(client) ?? [];
    steps.push({ to, since });
    this.#inserted.set(client, steps);
    return true;
  }

  #delete({ client, from, to }: IdRange, since: Moment): boolean {
    const clocks = this.#deleted.get(client) ?? new Map<number, Moment>();
    this.#deleted.set(client, clocks);
    const before = clocks.size;
    for (let clock = from; clock < to; clock++) if (!clocks.has(clock)) clocks.set(clock, since);
    return clocks.size > before;
  }

  #sinceOf(client: number, to: number): Moment {
    const step = this.#inserted.get(client)?.find((each) => each.to >= to);
    return step?.since ?? Number.POSITIVE_INFINITY;
  }

  #isDeleted({ client, from, to }: IdRange, at: Moment): boolean {
    const clocks = this.#deleted.get(client);
    for (let clock = from; clock < to; clock++)
      if ((clocks?.get(clock) ?? Number.POSITIVE_INFINITY) > at) return false;
    return true;
  }
}
