import { ByteWriter } from './byteWriter.ts';
import type { ClientRanges } from './scan.ts';

/** From how many ranges, or clients, on they are merged in one pass. */
const fewMax = 16;

/**
 * A set of ids: what a document has deleted. Per client one flat array `[from, to, from, to, …]`, ascending, ranges neither
 * overlapping nor touching, so that two numbers stand for each range.
 */
export class IdRanges {
  readonly #byClient = new Map<number, number[]>();
  #size = 0;

  /** How many ranges. */
  get size(): number {
    return this.#size;
  }

  /**
   * A few ranges cost a binary search each and move only what is behind them: typing and deleting happen near the end. Many are
   * merged in one pass, since so many moves would be quadratic for whoever names every second clock of a long text.
   */
  add(added: readonly ClientRanges[]): void {
    for (const { client, clocks } of added.length > fewMax ? gathered(added) : added) {
      const present = this.#byClient.get(client);
      if (present === undefined) this.#put(client, inOrder(clocks));
      // What comes as garbage is mostly named by the delete set as well.
      else if (areSame(present, clocks)) continue;
      else if (clocks.length > 2 * fewMax) this.#put(client, merged(present, ascending(clocks)));
      else this.#insertEach(present, clocks);
    }
  }

  #put(client: number, ranges: number[]): void {
    this.#size += (ranges.length - (this.#byClient.get(client)?.length ?? 0)) / 2;
    this.#byClient.set(client, ranges);
  }

  #insertEach(ranges: number[], clocks: readonly number[]): void {
    for (let i = 0; i < clocks.length; i += 2) this.#insert(ranges, clocks[i] ?? 0, clocks[i + 1] ?? 0);
  }

  #insert(ranges: number[], from: number, to: number): void {
    const first = firstEndingAtOrAfter(ranges, from);
    let last = first;
    while (last < ranges.length && (ranges[last] ?? 0) <= to) last += 2;
    if (first === last) {
      ranges.splice(first, 0, from, to);
    } else {
      ranges[first] = Math.min(from, ranges[first] ?? from);
      ranges[first + 1] = Math.max(to, ranges[last - 1] ?? to);
      if (last - first > 2) ranges.splice(first + 2, last - first - 2);
    }
    this.#size += 1 - (last - first) / 2;
  }

  /** Those of these ranges that are not in the set as a whole; the same object where that is all of them. */
  lacking(asked: readonly ClientRanges[]): readonly ClientRanges[] {
    if (asked.length === 0) return asked;
    const lacking = asked.map((ranges) => this.#lackingOf(ranges));
    if (lacking.every((ranges, index) => ranges === asked[index])) return asked;
    return lacking.filter(({ clocks }) => clocks.length > 0);
  }

  #lackingOf(asked: ClientRanges): ClientRanges {
    const { client, clocks } = asked;
    const ranges = this.#byClient.get(client);
    if (ranges === undefined) return asked;
    const lacking: number[] = [];
    for (let i = 0; i < clocks.length; i += 2) {
      const from = clocks[i] ?? 0;
      const to = clocks[i + 1] ?? 0;
      if (!covers(ranges, from, to)) lacking.push(from, to);
    }
    return lacking.length === clocks.length ? asked : { client, clocks: lacking };
  }

  /** The delete set of an update, highest client first as Yjs writes it. */
  encode(): Uint8Array {
    const writer = new ByteWriter(16 + this.#size * 6);
    writer.writeUint(this.#byClient.size);
    for (const [client, ranges] of [...this.#byClient].sort(([a], [b]) => b - a)) {
      writer.writeUint(client);
      writer.writeUint(ranges.length / 2);
      for (let i = 0; i < ranges.length; i += 2) {
        const from = ranges[i] ?? 0;
        writer.writeUint(from);
        writer.writeUint((ranges[i + 1] ?? from) - from);
      }
    }
    return writer.toBytes();
  }
}

/** The clock at which the last of them ends, whatever their order. */
export function endOf({ clocks }: ClientRanges): number {
  let end = 0;
  for (let i = 1; i < clocks.length; i += 2) end = Math.max(end, clocks[i] ?? 0);
  return end;
}

/** What of these is not before a clock. */
export function rangesSince(ranges: ClientRanges, clock: number): ClientRanges {
  if (clock === 0) return ranges;
  const since: number[] = [];
  for (let i = 0; i < ranges.clocks.length; i += 2) {
    const to = ranges.clocks[i + 1] ?? 0;
    if (to > clock) since.push(Math.max(ranges.clocks[i] ?? 0, clock), to);
  }
  return { client: ranges.client, clocks: since };
}

/** Each client once: a delete set may name one as often as it likes. */
function gathered(added: readonly ClientRanges[]): readonly ClientRanges[] {
  const byClient = new Map<number, number[]>();
  for (const { client, clocks } of added) {
    const together = byClient.get(client);
    if (together === undefined) byClient.set(client, clocks.slice());
    else for (const clock of clocks) together.push(clock);
  }
  return [...byClient].map(([client, clocks]) => ({ client, clocks }));
}

/** A copy, whose ranges ascend and neither overlap nor touch. */
function inOrder(clocks: readonly number[]): number[] {
  for (let i = 2; i < clocks.length; i += 2)
    if ((clocks[i] ?? 0) <= (clocks[i - 1] ?? 0)) return merged([], ascending(clocks));
  return clocks.slice();
}

/** The same ranges in the order in which they begin. */
function ascending(clocks: readonly number[]): readonly number[] {
  let isAscending = true;
  for (let i = 2; i < clocks.length && isAscending; i += 2)
    isAscending = (clocks[i] ?? 0) >= (clocks[i - 2] ?? 0);
  if (isAscending) return clocks;
  const pairs: (readonly [from: number, to: number])[] = [];
  for (let i = 0; i < clocks.length; i += 2) pairs.push([clocks[i] ?? 0, clocks[i + 1] ?? 0]);
  return pairs.sort(([a], [b]) => a - b).flat();
}

/** @param present neither overlapping nor touching. Both ascend. */
function merged(present: readonly number[], added: readonly number[]): number[] {
  const both: number[] = [];
  let next = 0;
  for (let i = 0; i < added.length; i += 2) {
    const from = added[i] ?? 0;
    for (; next < present.length && (present[next] ?? 0) <= from; next += 2)
      extend(both, present[next] ?? 0, present[next + 1] ?? 0);
    extend(both, from, added[i + 1] ?? 0);
  }
  for (; next < present.length; next += 2) extend(both, present[next] ?? 0, present[next + 1] ?? 0);
  // Without the room that pushing has left behind it: half as much again.
  return both.slice();
}

function areSame(ranges: readonly number[], others: readonly number[]): boolean {
  return ranges.length === others.length && ranges.every((clock, index) => clock === others[index]);
}

function covers(ranges: readonly number[], from: number, to: number): boolean {
  const at = firstEndingAtOrAfter(ranges, from + 1);
  return at < ranges.length && (ranges[at] ?? 0) <= from && to <= (ranges[at + 1] ?? 0);
}

/** Adds a range that doesn't begin before the last one. */
function extend(ranges: number[], from: number, to: number): void {
  const end = ranges[ranges.length - 1];
  if (end === undefined || from > end) ranges.push(from, to);
  else if (to > end) ranges[ranges.length - 1] = to;
}

/** @returns the index of the first range whose `to` is at or past `clock`; the array's length if there is none. */
function firstEndingAtOrAfter(ranges: readonly number[], clock: number): number {
  let low = 0;
  let high = ranges.length / 2;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ranges[2 * middle + 1] ?? 0) >= clock) high = middle;
    else low = middle + 1;
  }
  return 2 * low;
}
