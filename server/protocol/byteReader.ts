/** Bytes that are not what the protocol says. The message is fit to be shown to whoever sent them. */
export class MalformedError extends Error {
  override readonly name = 'MalformedError';
}

const textDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Reads lib0's variable-length encoding from bytes that nobody vouches for: every length is held against what is left,
 * and nothing is allocated because of a number in the input.
 */
export class ByteReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get done(): boolean {
    return this.#at === this.#bytes.length;
  }

  /** 7 bits a byte, the lowest first, at most 2^53 - 1. */
  varUint(): number {
    let value = 0;
    let factor = 1;
    for (;;) {
      const byte = this.#bytes[this.#at++];
      if (byte === undefined) throw new MalformedError('it ends within a number');
      value += (byte & 0x7f) * factor;
      if (value > Number.MAX_SAFE_INTEGER) throw new MalformedError('a number is above 2^53 - 1');
      if (byte < 0x80) return value;
      factor *= 128;
    }
  }

  /** A length and that many bytes, as a view of the input. */
  varBytes(): Uint8Array {
    const length = this.varUint();
    if (length > this.#bytes.length - this.#at) throw new MalformedError('a length is beyond its end');
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  varString(): string {
    return decodeText(this.varBytes());
  }
}

/** @throws {MalformedError} when the bytes are not UTF-8. */
export function decodeText(bytes: Uint8Array): string {
  try {
    return textDecoder.decode(bytes);
  } catch {
    throw new MalformedError('a text is not UTF-8');
  }
}
