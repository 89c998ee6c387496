export interface MemoryOptions<T> {
  readonly nowMs: () => number;
  /** How long something is remembered, in milliseconds. */
  readonly keepMs: number;
  /** How many answers are remembered; the oldest goes first. */
  readonly answersMax: number;
  /** When an answer ends by itself, in milliseconds since 1970, if it does. */
  readonly endOf: (answer: T) => number | undefined;
}

interface Remembered<T> {
  readonly answer: Promise<T>;
  /** Until when it counts; not bounded while it is not here. */
  untilMs: number;
}

/** Answers that were asked for lately. Who asks for what is being asked waits for the same answer. A failure is not remembered. */
export class Memory<T> {
  readonly #options: MemoryOptions<T>;
  #answers = new Map<string, Remembered<T>>();

  constructor(options: MemoryOptions<T>) {
    this.#options = options;
  }

  get size(): number {
    return this.#answers.size;
  }

  async recall(key: string, ask: () => Promise<T>): Promise<T> {
    const known = this.#answers.get(key);
    if (known !== undefined && known.untilMs > this.#options.nowMs()) return await known.answer;
    return await this.#ask(key, ask);
  }

  /** What is being asked is not remembered either: it may have been decided before. */
  forget(): void {
    this.#answers = new Map();
  }

  async #ask(key: string, ask: () => Promise<T>): Promise<T> {
    const answers = this.#answers;
    const remembered: Remembered<T> = { answer: ask(), untilMs: Number.POSITIVE_INFINITY };
    answers.delete(key);
    answers.set(key, remembered);
    for (const oldest of answers.keys())
      if (answers.size > this.#options.answersMax) answers.delete(oldest);
      else break;
    try {
      const answer = await remembered.answer;
      const { nowMs, keepMs, endOf } = this.#options;
      remembered.untilMs = Math.min(nowMs() + keepMs, endOf(answer) ?? Number.POSITIVE_INFINITY);
      return answer;
    } catch (error) {
      if (answers.get(key) === remembered) answers.delete(key);
      throw error;
    }
  }
}
