/** The bytes are not what Yjs writes. Thrown within a walk and caught at its edge, never by callers of this folder. */
export class MalformedError extends Error {
  override readonly name = 'MalformedError';
}

/**
 * Clocks and lengths stay below this (S4). A person who types ten characters a second reaches it after seven years; whoever sends
 * a larger one wants to make a client's clock unusable.
 */
export const clockMax = 2 ** 31 - 1;

/** A number is at most 2^53 - 1, which takes 8 groups of 7 bits; Yjs itself would read on, up to NaN. */
const numberBytesMax = 8;

/**
 * Reads lib0's encoding from bytes that nobody vouches for. Every read is held against the bytes that are left, and nothing is
 * allocated because of a number that was read.
 */
export class ByteReader {
  readonly bytes: Uint8Array;
  pos: number;

  constructor(bytes: Uint8Array, pos = 0) {
    this.bytes = bytes;
    this.pos = pos;
  }

  get left(): number {
    return this.bytes.length - this.pos;
  }

  readByte(): number {
    const byte = this.bytes[this.pos];
    if (byte === undefined) throw new MalformedError('the bytes end too early');
    this.pos++;
    return byte;
  }

  /** lib0's varUint: groups of 7 bits, least significant first. */
  readUint(): number {
    const byte = this.readByte();
    return byte < 0x80 ? byte : this.#readLong(byte & 0x7f);
  }

  /** As an integer of 32 bits as far as that goes: nearly every clock and length fits, and V8 takes it for nothing else. */
  #readLong(first: number): number {
    let value = first;
    for (let shift = 7; shift < 28; shift += 7) {
      const byte = this.readByte();
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    return this.#readVeryLong(value);
  }

  #readVeryLong(low: number): number {
    let value = low;
    let scale = 2 ** 28;
    for (let read = 4; read < numberBytesMax; read++) {
      const byte = this.readByte();
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return safe(value);
      scale *= 0x80;
    }
    throw new MalformedError(`a number takes more than ${numberBytesMax} bytes`);
  }

  /** lib0's varInt: as varUint, but the first group has 6 bits and the sign. Only its extent matters here. */
  skipInt(): void {
    let byte = this.readByte();
    for (let read = 1; byte >= 0x80; read++) {
      if (read === numberBytesMax)
        throw new MalformedError(`a number takes more than ${numberBytesMax} bytes`);
      byte = this.readByte();
    }
  }

  /** A clock, or a length in clocks. */
  readClock(): number {
    const clock = this.readUint();
    if (clock > clockMax) throw new MalformedError(`a clock or length of ${clock} is over ${clockMax}`);
    return clock;
  }

  skip(count: number): void {
    if (count > this.left) throw new MalformedError(`${count} bytes are announced, ${this.left} are left`);
    this.pos += count;
  }

  skipBuffer(): void {
    this.skip(this.readUint());
  }

  /** Checks that a string is UTF-8, as Yjs's decoder does. @returns its length in UTF-16 units, which is its length in clocks. */
  skipString(): number {
    const length = this.readUint();
    const start = this.pos;
    this.skip(length);
    return utf16Length(this.bytes, start, this.pos);
  }

  readString(): string {
    const length = this.readUint();
    const start = this.pos;
    this.skip(length);
    utf16Length(this.bytes, start, this.pos);
    return Buffer.from(this.bytes.buffer, this.bytes.byteOffset + start, length).toString('utf8');
  }
}

function safe(value: number): number {
  if (value > Number.MAX_SAFE_INTEGER) throw new MalformedError('a number is over 2^53 - 1');
  return value;
}

function utf16Length(bytes: Uint8Array, start: number, end: number): number {
  let units = end - start;
  for (let pos = start; pos < end; ) {
    if ((bytes[pos] ?? 0) < 0x80) {
      pos++;
    } else {
      const size = sequenceBytes(bytes, pos, end);
      units -= size === 4 ? 2 : size - 1;
      pos += size;
    }
  }
  return units;
}

/** @returns how many bytes the character at `pos` takes, 2 to 4. Refuses what TextDecoder refuses (Unicode 15, table 3-7). */
export function sequenceBytes(bytes: Uint8Array, pos: number, end: number): number {
  const lead = bytes[pos] ?? 0;
  const size = lead < 0xc2 || lead > 0xf4 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  const second = bytes[pos + 1] ?? 0;
  const secondMin = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
  const secondMax = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
  if (size === 0 || pos + size > end || second < secondMin || second > secondMax) {
    throw new MalformedError('a string is not UTF-8');
  }
  for (let at = pos + 2; at < pos + size; at++) {
    if (((bytes[at] ?? 0) & 0xc0) !== 0x80) throw new MalformedError('a string is not UTF-8');
  }
  return size;
}
