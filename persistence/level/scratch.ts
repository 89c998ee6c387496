/** Beyond this a batch is rare, and gets memory of its own. */
const keptBytesMax = 1024 * 1024;
/** What is smaller costs next to nothing to allocate. */
const largeBytesMin = 32 * 1024;

/**
 * Memory for what one batch writes, used again for the next. A value is copied by LevelDB's binding and is garbage when its batch is
 * written; a large one is memory that the kernel has to clear first, and brings on a full collection of garbage.
 */
export class Scratch {
  #memory = Buffer.alloc(0);
  #usedBytes = 0;
  /** How much would have been used if it had been there. */
  #wantedBytes = 0;

  /** Nothing that was taken is needed any more. */
  clear(): void {
    if (this.#wantedBytes > this.#memory.length && this.#wantedBytes <= keptBytesMax)
      this.#memory = Buffer.allocUnsafeSlow(this.#wantedBytes);
    this.#usedBytes = 0;
    this.#wantedBytes = 0;
  }

  /** @returns memory with anything in it, for nobody else until `clear` */
  take(bytes: number): Buffer {
    if (bytes < largeBytesMin) return Buffer.allocUnsafe(bytes);
    this.#wantedBytes += bytes;
    const from = this.#usedBytes;
    if (from + bytes > this.#memory.length) return Buffer.allocUnsafeSlow(bytes);
    this.#usedBytes += bytes;
    return this.#memory.subarray(from, from + bytes);
  }
}
