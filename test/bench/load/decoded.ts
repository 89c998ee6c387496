const slotCount = 8192;
/** From where in a message its hash is taken: who typed and how far stands within these bytes. */
const hashedBytes = 16;

interface Slot<T> {
  readonly bytes: Uint8Array;
  readonly value: T;
}

/**
 * What messages mean, decoded once for all whom they reach: every byte of a message is compared, and what is equal need not be
 * decoded again. So everything that arrives anywhere is decoded, at the price of a comparison.
 */
export class Decoded<T> {
  readonly #decode: (bytes: Uint8Array) => T;
  readonly #slots: (Slot<T> | undefined)[] = new Array<Slot<T> | undefined>(slotCount).fill(undefined);

  constructor(decode: (bytes: Uint8Array) => T) {
    this.#decode = decode;
  }

  of(bytes: Uint8Array): T {
    const place = hash(bytes);
    const known = this.#slots[place];
    if (known !== undefined && equalBytes(known.bytes, bytes)) return known.value;
    const copy = bytes.slice();
    const value = this.#decode(copy);
    this.#slots[place] = { bytes: copy, value };
    return value;
  }
}

function hash(bytes: Uint8Array): number {
  let sum = bytes.length;
  const end = Math.min(hashedBytes, bytes.length);
  for (let at = 0; at < end; at += 1) sum = (Math.imul(sum, 31) + (bytes[at] ?? 0)) | 0;
  return (sum ^ (sum >>> 13)) & (slotCount - 1);
}

export function equalBytes(one: Uint8Array, other: Uint8Array): boolean {
  if (one.length !== other.length) return false;
  if (one.length > 128) return Buffer.compare(one, other) === 0;
  for (let at = 0; at < one.length; at += 1) if (one[at] !== other[at]) return false;
  return true;
}
