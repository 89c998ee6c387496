/** Crowds come back in as many groups as there were last moments at which connections broke. */
const answersMax = 32;
/** Together they are at most this, or twice the document. */
const bytesMin = 64 * 1024;
/** So many updates are remembered as known, and only those that take long to look through. */
const knownMax = 16;
const knownBytesMin = 512;

/**
 * What of a document was asked lately and may be asked again, by a crowd above all: answers, which hold until there is news, and updates
 * that brought nothing new, which hold for good: those who come back all send the same deletions.
 */
export class AnswerCache {
  readonly #answers = new Map<string, Uint8Array>();
  #known: readonly Uint8Array[] = [];
  #answerBytes = 0;

  /** How many bytes it holds. */
  get bytes(): number {
    return this.#known.reduce((sum, { length }) => sum + length, this.#answerBytes);
  }

  get(key: string): Uint8Array | undefined {
    return this.#answers.get(key);
  }

  /** @param documentBytes how large the document is */
  keep(key: string, { answer, documentBytes }: { answer: Uint8Array; documentBytes: number }): void {
    const bytesMax = Math.max(2 * documentBytes, bytesMin);
    for (const [oldest, { length }] of this.#answers) {
      const fits = this.#answerBytes + answer.length <= bytesMax;
      if (fits && this.#answers.size < answersMax) break;
      this.#answers.delete(oldest);
      this.#answerBytes -= length;
    }
    this.#answers.set(key, answer);
    this.#answerBytes += answer.length;
  }

  /** There is news: no answer holds any more. */
  outdate(): void {
    if (this.#answers.size > 0) this.#answers.clear();
    this.#answerBytes = 0;
  }

  isKnown(update: Uint8Array): boolean {
    return update.length >= knownBytesMin && this.#known.some((known) => sameBytes(known, update));
  }

  /** @param documentBytes as above: one that is larger is not worth the memory */
  keepKnown(update: Uint8Array, documentBytes: number): void {
    if (update.length < knownBytesMin || knownMax * update.length > Math.max(2 * documentBytes, bytesMin))
      return;
    this.#known = [update, ...this.#known.slice(0, knownMax - 1)];
  }

  forget(): void {
    this.outdate();
    this.#known = [];
  }
}

function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && Buffer.compare(one, other) === 0;
}
