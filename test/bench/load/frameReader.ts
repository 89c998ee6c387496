const opcodeMask = 0x0f;
const lengthMask = 0x7f;
const length16 = 126;
const length64 = 127;
const headerBytesMax = 10;

/** What the first bytes of a frame say. */
interface Header {
  readonly opcode: number;
  readonly payloadBytes: number;
  readonly headerBytes: number;
}

/**
 * Cuts a stream into the frames of a server (RFC 6455): unmasked, unfragmented. A payload that came in one chunk is handed on
 * as a view of it, valid during the call only; one that came in several is put together in memory of its own, each byte once.
 */
export class FrameReader {
  readonly #onFrame: (opcode: number, payload: Uint8Array) => void;
  /** The beginning of a header that has not arrived as a whole. */
  #head: Uint8Array = new Uint8Array();
  #opcode = 0;
  #payload: Uint8Array | undefined;
  #filled = 0;

  constructor(onFrame: (opcode: number, payload: Uint8Array) => void) {
    this.#onFrame = onFrame;
  }

  read(chunk: Uint8Array): void {
    let at = this.#continue(chunk);
    while (at < chunk.length) {
      const header = headerAt(chunk, at);
      if (header === undefined) {
        // A copy, also of a Buffer, whose own slice is a view.
        this.#head = new Uint8Array(chunk.subarray(at));
        return;
      }
      at = this.#take(chunk, { header, start: at + header.headerBytes });
    }
  }

  /** Goes on with what an earlier chunk began. @returns how many bytes of this one belong to it. */
  #continue(chunk: Uint8Array): number {
    if (this.#payload !== undefined) return this.#fill(chunk, 0);
    const known = this.#head.length;
    if (known === 0) return 0;
    const bytes = new Uint8Array(Math.min(headerBytesMax, known + chunk.length));
    bytes.set(this.#head);
    bytes.set(chunk.subarray(0, bytes.length - known), known);
    const header = headerAt(bytes, 0);
    this.#head = header === undefined ? bytes : new Uint8Array();
    return header === undefined
      ? chunk.length
      : this.#take(chunk, { header, start: header.headerBytes - known });
  }

  /** @returns where the next frame begins. */
  #take(chunk: Uint8Array, frame: { readonly header: Header; readonly start: number }): number {
    const { opcode, payloadBytes } = frame.header;
    const end = frame.start + payloadBytes;
    if (end <= chunk.length) {
      this.#onFrame(opcode, chunk.subarray(frame.start, end));
      return end;
    }
    this.#opcode = opcode;
    this.#payload = new Uint8Array(payloadBytes);
    this.#filled = 0;
    return this.#fill(chunk, frame.start);
  }

  #fill(chunk: Uint8Array, start: number): number {
    const payload = this.#payload;
    if (payload === undefined) return start;
    const end = Math.min(chunk.length, start + payload.length - this.#filled);
    payload.set(chunk.subarray(start, end), this.#filled);
    this.#filled += end - start;
    if (this.#filled === payload.length) {
      this.#payload = undefined;
      this.#onFrame(this.#opcode, payload);
    }
    return end;
  }
}

/** @returns `undefined` while the header has not arrived as a whole. */
function headerAt(bytes: Uint8Array, at: number): Header | undefined {
  const [first, second] = [bytes[at], bytes[at + 1]];
  if (first === undefined || second === undefined) return undefined;
  const short = second & lengthMask;
  const headerBytes = short === length64 ? 10 : short === length16 ? 4 : 2;
  if (bytes.length < at + headerBytes) return undefined;
  let payloadBytes = short < length16 ? short : 0;
  for (let place = at + 2; place < at + headerBytes; place += 1)
    payloadBytes = payloadBytes * 256 + (bytes[place] ?? 0);
  return { opcode: first & opcodeMask, payloadBytes, headerBytes };
}
