const finalBinary = 0x82;
const final = 0x80;
const masked = 0x80;
const lengthBits = 0x7f;
const length16 = 126;
const maskBytes = 4;
const opcodes = { bits: 0x0f, continuation: 0, binary: 2, close: 8 } as const;
/** Of what comes, nearly all is shorter. */
const takenBytesMax = 1024;

/** Who gets what a reader reads. */
export interface WebSocketReaderOwner {
  /** What is longer is not taken. */
  readonly messageBytesMax: number;
  /** A whole message, in memory of its own. */
  onMessage(message: Uint8Array): void;
  /** Bytes of frames that the reader leaves to somebody who knows all of the protocol; never without those before them. */
  onOther(bytes: Buffer): void;
}

/**
 * Reads the frames of a client (RFC 6455, section 5.2) that are a short, whole, binary message, as nearly all are, at a third of what a
 * reader costs that is a stream itself. All others it passes on, with what follows until the end of a frame is the end of what has come.
 * It keeps nothing back.
 */
export class WebSocketReader {
  readonly #owner: WebSocketReaderOwner;
  /** Of the frame that is passed on: what is still to come behind its header, or else so much of its header as has come. */
  #left = 0;
  #header: readonly number[] = [];
  /** Whether a message was begun by a frame that is not its last. */
  #isFragmented = false;
  #isEnded = false;

  constructor(owner: WebSocketReaderOwner) {
    this.#owner = owner;
  }

  read(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length && this.#isBetweenMessages) {
      const bytes = this.#take(chunk, at);
      if (bytes === 0) break;
      at += bytes;
    }
    if (at === chunk.length || this.#isEnded) return;
    const rest = at === 0 ? chunk : chunk.subarray(at);
    this.#follow(rest);
    this.#owner.onOther(rest);
  }

  /** Nothing that comes counts any more. */
  end(): void {
    this.#isEnded = true;
  }

  get #isBetweenMessages(): boolean {
    return this.#left === 0 && this.#header.length === 0 && !this.#isFragmented && !this.#isEnded;
  }

  /** @returns how long the frame is that it took; 0 where it is not for it */
  #take(chunk: Buffer, at: number): number {
    if (chunk[at] !== finalBinary) return 0;
    const second = chunk[at + 1] ?? 0;
    const short = second & lengthBits;
    if (second < masked || short > length16) return 0;
    const maskAt = at + (short === length16 ? 4 : 2);
    const length = short === length16 ? ((chunk[at + 2] ?? 0) << 8) | (chunk[at + 3] ?? 0) : short;
    const end = maskAt + maskBytes + length;
    const isTooLong = length > takenBytesMax || length > this.#owner.messageBytesMax;
    if (isTooLong || end > chunk.length) return 0;
    this.#owner.onMessage(unmasked(chunk, { maskAt, length }));
    return end - at;
  }

  /** Keeps track of where frames end in what is passed on. */
  #follow(bytes: Buffer): void {
    for (let at = 0; at < bytes.length; ) {
      if (this.#left > 0) {
        const passed = Math.min(this.#left, bytes.length - at);
        this.#left -= passed;
        at += passed;
        continue;
      }
      this.#header = [...this.#header, bytes[at] ?? 0];
      at += 1;
      const left = bytesBehind(this.#header);
      if (left !== undefined) this.#enter(left);
    }
  }

  /** The header has come whole. */
  #enter(left: number): void {
    const [first = 0] = this.#header;
    const opcode = first & opcodes.bits;
    if (opcode <= opcodes.binary) this.#isFragmented = (first & final) === 0;
    // Behind a goodbye nothing counts, and who knows the protocol does not want it.
    if (opcode === opcodes.close) this.#isEnded = true;
    this.#left = left;
    this.#header = [];
  }
}

/** @returns how many bytes of the frame follow its header; undefined while that is not whole */
function bytesBehind(header: readonly number[]): number | undefined {
  const [, second] = header;
  if (second === undefined) return undefined;
  const short = second & lengthBits;
  const lengthBytes = short < length16 ? 0 : short === length16 ? 2 : 8;
  if (header.length < 2 + lengthBytes) return undefined;
  const long = header.slice(2).reduce((length, byte) => length * 2 ** 8 + byte, 0);
  return (lengthBytes === 0 ? short : long) + (second < masked ? 0 : maskBytes);
}

function unmasked(
  chunk: Buffer,
  { maskAt, length }: { readonly maskAt: number; readonly length: number },
): Uint8Array {
  const from = maskAt + maskBytes;
  const message = new Uint8Array(length);
  for (let i = 0; i < length; i++) message[i] = (chunk[from + i] ?? 0) ^ (chunk[maskAt + (i & 3)] ?? 0);
  return message;
}
