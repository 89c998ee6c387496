import { type Structs, structsSince } from './structs.ts';

/** Where in a log a run of structs begins. */
interface Mark {
  readonly clock: number;
  readonly offset: number;
  /** How many structs are before it. */
  readonly count: number;
}

/** Marks closer together than this cost more than the walk they save. */
const markBytes = 2048;
/** Memory that came with structs is kept where they fill this much of it; what is left over is less than a log of its own keeps free. */
const filledShareMin = 7 / 8;

/**
 * All structs of one client, encoded, from clock 0: bytes that only ever grow at the end. That is the whole representation of a
 * client's part in a document; a keystroke adds its dozen bytes here and leaves no object behind.
 */
export class StructLog {
  readonly client: number;
  #bytes: Uint8Array = new Uint8Array(0);
  #length = 0;
  #end = 0;
  #count = 0;
  readonly #marks: Mark[] = [];

  constructor(client: number) {
    this.client = client;
  }

  /** The next clock. */
  get end(): number {
    return this.#end;
  }

  /** How many bytes of memory it has taken. */
  get bytes(): number {
    return this.#bytes.buffer.byteLength;
  }

  /**
   * The first structs are not copied where they come in one piece that is nearly all of its memory, as a document does that somebody
   * brings: their bytes must not change afterwards.
   * @param runs follow each other, and the first begins where the log ends
   */
  append(runs: readonly Structs[]): void {
    const piece = this.#length === 0 ? pieceOf(runs) : undefined;
    if (piece === undefined) this.#copy(runs);
    else this.#bytes = piece;
    for (const run of runs) this.#note(run);
  }

  #copy(runs: readonly Structs[]): void {
    let end = this.#length;
    for (const { bytes } of runs) end += bytes.length;
    this.#reserve(end - this.#length);
    end = this.#length;
    for (const { bytes } of runs) {
      this.#bytes.set(bytes, end);
      end += bytes.length;
    }
  }

  #note({ to, count, bytes }: Structs): void {
    const last = this.#marks.at(-1);
    if (last === undefined || this.#length - last.offset >= markBytes)
      this.#marks.push({ clock: this.#end, offset: this.#length, count: this.#count });
    this.#length += bytes.length;
    this.#end = to;
    this.#count += count;
  }

  /** What comes at or after a clock below `end`. A view where that is possible: valid until the next `append`. */
  since(clock: number): Structs {
    const mark = this.#markBefore(clock);
    const bytes = this.#bytes.subarray(mark.offset, this.#length);
    const { client } = this;
    return structsSince(
      { client, from: mark.clock, to: this.#end, count: this.#count - mark.count, bytes },
      clock,
    );
  }

  /** Whether these bytes stand anywhere in its structs. */
  includes(bytes: Buffer): boolean {
    return Buffer.from(this.#bytes.buffer, this.#bytes.byteOffset, this.#length).includes(bytes);
  }

  /**
   * Makes room for so many more bytes. The first structs get just what they need: most clients of an old document never come back.
   */
  #reserve(count: number): void {
    const needed = this.#length + count;
    if (needed <= this.#bytes.length) return;
    const slack = this.#length === 0 ? 0 : 32 + (needed >>> 2);
    const grown = new Uint8Array(needed + slack);
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
  }

  #markBefore(clock: number): Mark {
    let low = 0;
    let high = this.#marks.length;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if ((this.#marks[middle]?.clock ?? 0) <= clock) low = middle;
      else high = middle;
    }
    return this.#marks[low] ?? { clock: 0, offset: 0, count: 0 };
  }
}

/** Runs as one view, where they lie one behind the other in memory that holds hardly anything else. */
function pieceOf(runs: readonly Structs[]): Uint8Array | undefined {
  const first = runs[0];
  if (first === undefined) return undefined;
  const { buffer, byteOffset } = first.bytes;
  let end = byteOffset;
  for (const { bytes } of runs) {
    if (bytes.buffer !== buffer || bytes.byteOffset !== end) return undefined;
    end += bytes.length;
  }
  const isFilled = end - byteOffset >= buffer.byteLength * filledShareMin;
  return isFilled ? new Uint8Array(buffer, byteOffset, end - byteOffset) : undefined;
}
