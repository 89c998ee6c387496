import type { Listing, UpdateLog } from '@scriptorium/persistence';
import type { Clock } from '../room/clock.ts';

const pageSize = 500;
/** Counting reads the whole list, so that it is not done for everybody who asks. */
const freshMsMax = 10 * 60 * 1000;

/** How many documents are stored, as of the last count, which is made when somebody asks and it is too long ago. */
export class DocumentCount {
  readonly #log: UpdateLog;
  readonly #clock: Clock;
  #count: number | undefined;
  #countedMs = Number.NEGATIVE_INFINITY;
  #counting: Promise<void> | undefined;

  constructor(log: UpdateLog, clock: Clock) {
    this.#log = log;
    this.#clock = clock;
  }

  /** @returns undefined until the first count is done, which is begun by asking. */
  peek(): number | undefined {
    if (this.#clock.nowMs() - this.#countedMs > freshMsMax) this.#counting ??= this.#countAnew();
    return this.#count;
  }

  /** Resolves when no count is under way. */
  async whenCounted(): Promise<void> {
    await this.#counting;
  }

  /** A log that can't be read now leaves the last count as it is. */
  async #countAnew(): Promise<void> {
    try {
      this.#count = await this.#countAll();
    } catch {
      // Whoever opens a document is told, and so is the operator.
    }
    this.#countedMs = this.#clock.nowMs();
    this.#counting = undefined;
  }

  async #countAll(): Promise<number> {
    let count = 0;
    let after: Listing | undefined;
    for (;;) {
      const page = await this.#log.list({ limit: pageSize, ...(after && { after }) });
      count += page.length;
      after = page.at(-1);
      if (page.length < pageSize) return count;
    }
  }
}
