import { createMemoryDisk, type DocumentName, type MemoryDisk } from '@scriptorium/persistence';
import { DurableIndex, type Moment } from './durableIndex.ts';
import { describeRange, idsOf, textOf } from './ids.ts';
import type { Witness } from './witness.ts';

/** How the disk behaves; it changes while a simulation runs. */
export interface DiskMood {
  latencyMs: number;
  jitterMs: number;
  /** As many of the next writes, or reads, fail. */
  writeFailures: number;
  readFailures: number;
  /** Every write fails until then, in virtual milliseconds. */
  fullUntilMs: number;
  /** Everything takes so much longer until then. */
  slowUntilMs: number;
  slowByMs: number;
}

export function calmMood(): Pick<
  DiskMood,
  'writeFailures' | 'readFailures' | 'fullUntilMs' | 'slowUntilMs' | 'slowByMs'
> {
  return { writeFailures: 0, readFailures: 0, fullUntilMs: 0, slowUntilMs: 0, slowByMs: 0 };
}

/**
 * What outlives every process: the durable part of a disk. What is volatile is in the `SimulatedLog` of a process and dies with it.
 * Whatever becomes durable is looked at once, by eyes of its own: Yjs's decoder, not the server's.
 */
export class Disk {
  readonly durable: MemoryDisk = createMemoryDisk();
  readonly mood: DiskMood;
  readonly #witness: Witness;
  /** What can be loaded: entries and checkpoints. */
  readonly #loadable = new Map<DocumentName, DurableIndex>();
  /** What the entries alone hold, which are the history. */
  readonly #history = new Map<DocumentName, DurableIndex>();
  #commits: Moment = 0;

  constructor(mood: DiskMood, witness: Witness) {
    this.mood = mood;
    this.#witness = witness;
  }

  get now(): Moment {
    return this.#commits;
  }

  /** Undefined for a document that is not there, or was deleted. */
  index(name: DocumentName): DurableIndex | undefined {
    return this.#loadable.get(name);
  }

  isDeleted(name: DocumentName): boolean {
    return this.durable.deleted.has(name);
  }

  /** From here on, something else is durable. */
  commit(): void {
    this.#commits += 1;
  }

  entered(name: DocumentName, update: Uint8Array): void {
    this.#witness.count('entries stored');
    try {
      this.#enter(name, update);
    } catch (error) {
      this.#witness.find('malformed stored', `an entry of ${name} can't be decoded: ${String(error)}`);
    }
  }

  checkpointed(name: DocumentName, update: Uint8Array): void {
    this.#witness.count('checkpoints stored');
    const index = indexOf(this.#loadable, name);
    const ids = idsOf(update);
    const gap = index.gapBefore({ ...ids, inserted: ids.inserted });
    if (gap !== undefined)
      this.#witness.find('gap stored', `a checkpoint of ${name} begins at ${describeRange(gap)}`);
    index.add(ids, this.#commits);
  }

  deleted(name: DocumentName): void {
    this.#loadable.delete(name);
    this.#history.delete(name);
  }

  #enter(name: DocumentName, update: Uint8Array): void {
    const ids = idsOf(update);
    this.#witness.note(() => `commit ${this.#commits}: ${name} has the entry ${textOf(ids)}`);
    const loadable = indexOf(this.#loadable, name);
    const history = indexOf(this.#history, name);
    const gap = loadable.gapBefore(ids);
    if (gap !== undefined)
      this.#witness.find(
        'gap stored',
        `an entry of ${name} begins at ${describeRange(gap)}, past what is there`,
      );
    const hole = history.gapBefore(ids);
    if (gap === undefined && hole !== undefined)
      this.#witness.find(
        'hole in history',
        `before the entry ${describeRange(hole)} of ${name}, only a checkpoint has what is missing`,
      );
    if (!history.add(ids, this.#commits))
      this.#witness.find(
        'entry doubled',
        `an entry of ${name} holds nothing that was not there: ${JSON.stringify(ids)}`,
      );
    loadable.add(ids, this.#commits);
  }
}

function indexOf(indexes: Map<DocumentName, DurableIndex>, name: DocumentName): DurableIndex {
  const index = indexes.get(name) ?? new DurableIndex();
  indexes.set(name, index);
  return index;
}
