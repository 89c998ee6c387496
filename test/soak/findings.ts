/** When so much is wrong, more of it tells nothing new. */
const findingsMax = 20;

/** What is not as it should be, in the order in which it was found. */
export class Findings {
  readonly #texts: string[] = [];
  readonly #onFinding: (text: string) => void;

  /** @param onFinding hears of each at once */
  constructor(onFinding: (text: string) => void = () => {}) {
    this.#onFinding = onFinding;
  }

  get texts(): readonly string[] {
    return this.#texts;
  }

  readonly add = (text: string): void => {
    if (this.#texts.length >= findingsMax) return;
    this.#texts.push(text);
    this.#onFinding(text);
  };

  /** Does this, and goes on whatever comes of it. */
  async attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      const { message, cause } = error instanceof Error ? error : new Error(String(error));
      this.add(cause instanceof Error ? `${message} (${cause.message})` : message);
    }
  }
}
