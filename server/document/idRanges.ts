import { ByteWriter } from './byteWriter.ts';
import type { IdRange } from './idRange.ts';

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

  /** Costs a binary search, and moves only the ranges behind the new one: typing and deleting happen near the end. */
  add({ client, from, to }: IdRange): void {
    const ranges = this.#byClient.get(client);
    if (ranges === undefined) {
      this.#byClient.set(client, [from, to]);
      this.#size++;
      return;
    }
    if (from > (ranges.at(-1) ?? 0)) {
      ranges.push(from, to);
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
