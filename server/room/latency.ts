/** Upper bounds of the buckets, in milliseconds: from a keystroke in a quiet room to a disk that has given up. */
export const latencyBoundsMs: readonly number[] = [
  1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000,
];

/** How long something took, as counts in buckets: it is observed in every window of every room. */
export class Latency {
  /** One more than there are bounds, for what took longer than all of them. Not cumulative. */
  readonly counts = new Float64Array(latencyBoundsMs.length + 1);
  sumMs = 0;

  /** @param ms less than 0 counts as 0: the machine's clock was set back */
  observe(ms: number): void {
    let index = 0;
    for (const boundMs of latencyBoundsMs) {
      if (ms <= boundMs) break;
      index += 1;
    }
    this.counts[index] = (this.counts[index] ?? 0) + 1;
    this.sumMs += Math.max(ms, 0);
  }
}
