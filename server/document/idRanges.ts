import { ByteWriter } from './byteWriter.ts';
import type { IdRange } from './scan.ts';

/** From how many ranges on they are merged in one pass. */
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
  add(added: readonly IdRange[]): void {
    if (added.length <= fewMax) {
      for (const range of added) this.#insert(range);
      return;
    }
    const byClient = new Map<number, IdRange[]>();
    for (const range of added) {
      const ranges = byClient.get(range.client);
      if (ranges === undefined) byClient.set(range.client, [range]);
      else ranges.push(range);
    }
    for (const [client, ranges] of byClient) this.#merge(client, ranges);
  }

  #insert({ client, from, to }: IdRange): void {
    const ranges = this.#byClient.get(client);
    if (ranges === undefined) {
      this.#byClient.set(client, [from, to]);
      this.#size++;
      return;
    }
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

  #merge(client: number, added: IdRange[]): void {
    const present = this.#byClient.get(client) ?? [];
    added.sort((a, b) => a.from - b.from);
    const merged: number[] = [];
    let next = 0;
    for (const { from, to } of added) {
      for (; next < present.length && (present[next] ?? 0) <= from; next += 2) {
        extend(merged, present[next] ?? 0, present[next + 1] ?? 0);
      }
      extend(merged, from, to);
    }
    for (; next < present.length; next += 2) extend(merged, present[next] ?? 0, present[next + 1] ?? 0);
    // Without the room that pushing has left behind it: half as much again.
    this.#byClient.set(client, merged.slice());
    this.#size += (merged.length - present.length) / 2;
  }

  /** Whether all of a range is in the set. */
  has({ client, from, to }: IdRange): boolean {
    const ranges = this.#byClient.get(client);
    if (ranges === undefined) return false;
    const at = firstEndingAtOrAfter(ranges, from + 1);
    return at < ranges.length && (ranges[at] ?? 0) <= from && to <= (ranges[at + 1] ?? 0);
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

/** Adds a range that doesn't begin before the last one. */
function extend(ranges: number[], from: number, to: number): void {
  const end = ranges.at(-1);
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
