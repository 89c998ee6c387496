import type { DocumentName } from '../documentName.ts';
import { parseSequence } from '../sequence.ts';
import type { Entry, Sequence } from '../updateLog.ts';
import type { Clock } from './clock.ts';
import type { Database, Operation } from './database.ts';
import type { Disk } from './disk.ts';
import { isCorruption, readFailure, writeFailure } from './failure.ts';
import { type Group, type Submission, takeGroup } from './group.ts';
import { type Head, readHead } from './head.ts';
import { joinLoose } from './joining.ts';
import { kindRange } from './key.ts';
import { removeListing } from './listing.ts';
import { type Mutation, type Plan, planAppends, planMutation } from './mutation.ts';

import { type Pace, Pacer } from './pacer.ts';
import { Recent } from './recent.ts';
import { Scratch } from './scratch.ts';

export interface CommitterOptions {
  /** A batch takes nothing more beyond about this much memory; one mutation may be larger by itself. */
  readonly batchBytesMax: number;
  /** So many documents' heads are remembered; the others are read again from the database. */
  readonly headsMax: number;
  /** So many small runs at the end of a log are joined by the next batch that appends to it. */
  readonly looseRunsMax: number;
  /** How batches follow each other while there are many. */
  readonly pace: Pace;
  readonly clock: Clock;
}

/** Beside the appends of a batch. */
const joinsMax = 8;

type Heads = ReadonlyMap<DocumentName, Head>;

/** A document's part of a batch. */
interface Part {
  readonly before: Head;
  readonly head: Head;
  readonly operations: readonly Operation[];
  readonly accepted: readonly { readonly submission: Submission; readonly last: Sequence }[];
}

/**
 * Gathers the mutations of all documents into batches: what comes while one is being written goes into the next. So a
 * slow disk makes batches larger, not more numerous. Where they would be numerous all the same they gather for a moment; a quiet disk
 * is written to at once.
 *
 * 1. Mutations of one document take effect in the order of the calls.
 * 2. When one fails because of the disk, whatever waits behind it for the same document is rejected as well: it would
 *    overtake the caller's next attempt otherwise.
 * 3. What was rejected because of the disk leaves no entry behind: the next attempt gets the same sequences.
 *    (A checkpoint, a description or a deletion may have happened; to repeat them changes nothing.)
 */
export class Committer {
  readonly #disk: Disk;
  readonly #options: CommitterOptions;
  readonly #pacer: Pacer;
  /** Only what is on the disk for certain. */
  readonly #heads: Recent<DocumentName, Head>;
  /** Batches follow each other, so each has it for itself. */
  readonly #scratch = new Scratch();
  /** Bounded by the callers: each waits, or bounds what it has not saved. */
  #queue: Submission[] = [];
  #run: Promise<void> | undefined;
  /** Aborted when nobody may wait any more. */
  readonly #hurry = new AbortController();

  constructor(disk: Disk, options: CommitterOptions) {
    this.#disk = disk;
    this.#options = options;
    this.#pacer = new Pacer(options.pace);
    this.#heads = new Recent(options.headsMax);
  }

  /** @returns the document's last sequence after the mutation, which is then on the disk. */
  submit(mutation: Mutation): Promise<Sequence> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ mutation, resolve, reject });
      this.#run ??= this.#commitAll();
    });
  }

  /** Gathers no more, and resolves when everything that was submitted has been settled. */
  async finish(): Promise<void> {
    this.#hurry.abort();
    await this.#run;
  }

  async #commitAll(): Promise<void> {
    // What is submitted in the same turn shares the first batch.
    await Promise.resolve();
    while (this.#queue.length > 0) {
      await this.#gather();
      const { group, rest } = takeGroup(this.#queue, this.#options.batchBytesMax);
      this.#queue = rest;
      await this.#commit(group).catch((error: unknown) => this.#fail(group, error));
    }
    this.#run = undefined;
  }

  async #gather(): Promise<void> {
    const { clock } = this.#options;
    const delayMs = this.#pacer.delayMs(clock.nowMs());
    const { signal } = this.#hurry;
    if (delayMs > 0 && !signal.aborted) await clock.wait(delayMs, { signal });
    this.#pacer.begin(clock.nowMs());
  }

  async #commit(group: Group): Promise<void> {
    // Before any head is read: recovering may change what a head says.
    await this.#disk.ready();
    const [joins, heads] = await this.#joinLoose(await this.#readHeads(group), group);
    this.#scratch.clear();
    const parts = [...heads].map(([name, head]) => planPart(head, group.get(name) ?? [], this.#scratch));
    const operations = [...joins, ...parts.flatMap((part) => part.operations)];
    if (operations.length > 0) await this.#disk.write(operations, (database) => undo(database, parts));
    for (const { head, accepted } of parts) {
      this.#heads.set(head.name, head);
      for (const { submission, last } of accepted) submission.resolve(last);
    }
  }

  /** The heads of a group's documents but those that can't be read, whose submissions are rejected. */
  async #readHeads(group: Group): Promise<Heads> {
    const heads = new Map<DocumentName, Head>();
    const missing: DocumentName[] = [];
    for (const name of group.keys()) {
      const head = this.#heads.get(name);
      if (head === undefined) missing.push(name);
      else heads.set(name, head);
    }
    if (missing.length === 0) return heads;
    const read = await this.#disk.view((reader) =>
      Promise.allSettled(missing.map((name) => readHead(reader, name))),
    );
    for (const [i, name] of missing.entries()) {
      const result = read[i];
      if (result?.status === 'fulfilled') heads.set(name, result.value);
      else this.#fail(new Map([[name, group.get(name) ?? []]]), headFailure(name, result?.reason));
    }
    return heads;
  }

  /**
   * Joins the loose runs of those who append, of some in each batch, lest it take long.
   * @returns what that writes, beside the heads as they are then
   */
  async #joinLoose(heads: Heads, group: Group): Promise<readonly [readonly Operation[], Heads]> {
    const due = [...heads.values()]
      .filter(({ loose }) => loose.runs >= this.#options.looseRunsMax)
      .filter(({ name }) => group.get(name)?.[0]?.mutation.kind === 'append')
      .slice(0, joinsMax);
    if (due.length === 0) return [[], heads];
    const joins = await this.#disk.view((reader) =>
      Promise.allSettled(due.map((head) => joinLoose(reader, head))),
    );
    // What can't be read is left alone: appending is not the time to tell.
    const operations = joins.flatMap((join) => (join.status === 'fulfilled' ? join.value : []));
    const joined = due.map((head) => [head.name, { ...head, loose: { after: head.last, runs: 0 } }] as const);
    return [operations, new Map([...heads, ...joined])];
  }

  #fail(group: Group, cause: unknown): void {
    const behind = this.#queue.filter(({ mutation }) => group.has(mutation.name));
    this.#queue = this.#queue.filter(({ mutation }) => !group.has(mutation.name));
    for (const name of group.keys()) this.#heads.delete(name);
    // Rejecting what was already refused for another reason changes nothing.
    for (const { mutation, reject } of [...[...group.values()].flat(), ...behind])
      reject(writeFailure(mutation.name, cause));
  }
}

/** Trying again does not help against a damaged block, but does against a disk that refused. */
function headFailure(name: DocumentName, cause: unknown): unknown {
  return isCorruption(cause) ? readFailure(cause, name) : cause;
}

/** What is refused is rejected at once, and has no part in the batch. */
function planPart(before: Head, submissions: readonly Submission[], scratch: Scratch): Part {
  try {
    const { head, operations } = plan(before, submissions, scratch);
    return { before, head, operations, accepted: place(before, submissions) };
  } catch (refusal) {
    for (const { reject } of submissions) reject(refusal);
    return { before, head: before, operations: [], accepted: [] };
  }
}

/** In a group, a document has either appends or one other mutation. */
function plan(before: Head, submissions: readonly Submission[], scratch: Scratch): Plan {
  const entries: (readonly Entry[])[] = [];
  for (const { mutation } of submissions)
    if (mutation.kind === 'append') entries.push(mutation.entries);
    else return planMutation(before, mutation);
  return planAppends(before, entries.length === 1 ? (entries[0] ?? []) : entries.flat(), scratch);
}

/** The last sequence of each submission: a document has that of its own last entry. */
function place(before: Head, submissions: readonly Submission[]): Part['accepted'] {
  let last = before.last;
  return submissions.map((submission) => {
    const { mutation } = submission;
    if (mutation.kind === 'append') last = parseSequence(last + mutation.entries.length);
    return { submission, last };
  });
}

/** Removes the entries that a failed batch may have left, and the listings of the documents that they began. */
async function undo(database: Database, parts: readonly Part[]): Promise<void> {
  const appended = parts.filter(({ before, head }) => head.last > before.last);
  const operations = await Promise.all(appended.map(({ before }) => undoAppends(database, before)));
  if (operations.some((some) => some.length > 0)) await database.write(operations.flat());
}

async function undoAppends(database: Database, before: Head): Promise<readonly Operation[]> {
  const { name, last } = before;
  const keys = await database.keys(kindRange(name, 'entry', last));
  const removals = keys.map((key): Operation => ({ type: 'del', key }));
  const { listing } = last === 0 ? await readHead(database, name) : { listing: undefined };
  return listing === undefined ? removals : [...removals, ...removeListing(name, listing)];
}
