import { ByteReader, sequenceBytes } from './byteReader.ts';
import { ByteWriter } from './byteWriter.ts';
import { ref, skipValue } from './content.ts';
import type { IdRange, StructRun } from './scan.ts';
import { none, StructReader } from './struct.ts';

/** Encoded structs of one client without gaps, as they stand in an update behind the header of their section. */
export interface Structs extends IdRange {
  readonly count: number;
  readonly bytes: Uint8Array;
}

/** @returns a view, not a copy. */
export function structsOf(update: Uint8Array, run: StructRun): Structs {
  const { client, from, to, count } = run;
  return { client, from, to, count, bytes: update.subarray(run.start, run.end) };
}

/**
 * Cuts away what is before a clock within the range; where that is in the middle of a struct, its right part is written anew, as
 * Yjs does when it answers a state vector (`Item.write` with an offset).
 * @param structs well-formed, from a scan
 */
export function structsSince(structs: Structs, clock: number): Structs {
  if (clock <= structs.from) return structs;
  const { client, to, bytes } = structs;
  const struct = new StructReader(new ByteReader(bytes));
  let at = structs.from;
  let count = structs.count;
  while (at < clock) {
    const start = struct.reader.pos;
    struct.read();
    at += struct.length;
    count--;
    if (at > clock) {
      const offset = struct.length - (at - clock);
      const writer = new ByteWriter(bytes.length - start + 16);
      writeRightPart({ writer, struct, client, clock, offset });
      writer.write(bytes.subarray(struct.reader.pos));
      return { client, from: clock, to, count: count + 1, bytes: writer.toBytes() };
    }
  }
  return { client, from: clock, to, count, bytes: bytes.subarray(struct.reader.pos) };
}

/**
 * Cuts away what begins at a clock or after it.
 * @param structs well-formed, from a scan
 * @returns a view, with the whole of a struct that the clock is in the middle of
 */
export function structsBefore(structs: Structs, clock: number): Structs {
  if (clock >= structs.to) return structs;
  const { client, from, bytes } = structs;
  const struct = new StructReader(new ByteReader(bytes));
  let to = from;
  let count = 0;
  for (; to < clock; count++) {
    struct.read();
    to += struct.length;
  }
  return { client, from, to, count, bytes: bytes.subarray(0, struct.reader.pos) };
}

interface Cut {
  readonly writer: ByteWriter;
  /** Just read, so its reader stands behind it. */
  readonly struct: StructReader;
  readonly client: number;
  /** Where the right part begins, and how far that is into the struct. */
  readonly clock: number;
  readonly offset: number;
}

/** The right part's origin is the left part's last clock; so it needs no parent. */
function writeRightPart({ writer, struct, client, clock, offset }: Cut): void {
  if (struct.ref === ref.gc) {
    writer.writeByte(ref.gc);
    writer.writeUint(struct.length - offset);
    return;
  }
  const hasRight = struct.rightClient !== none;
  writer.writeByte(struct.ref | 0x80 | (hasRight ? 0x40 : 0));
  writer.writeUint(client);
  writer.writeUint(clock - 1);
  if (hasRight) {
    writer.writeUint(struct.rightClient);
    writer.writeUint(struct.rightClock);
  }
  writeContentSince(writer, struct, offset);
}

/** Only these contents are longer than one clock. */
function writeContentSince(writer: ByteWriter, struct: StructReader, offset: number): void {
  const { bytes, pos: end } = struct.reader;
  const reader = new ByteReader(bytes, struct.contentStart);
  const length = reader.readUint();
  if (struct.ref === ref.deleted) {
    writer.writeUint(length - offset);
  } else if (struct.ref === ref.string) {
    writeStringSince(writer, bytes.subarray(reader.pos, end), offset);
  } else {
    writer.writeUint(length - offset);
    for (let i = 0; i < offset; i++) skipValue(reader, struct.ref);
    writer.write(bytes.subarray(reader.pos, end));
  }
}

const replacementCharacter = Uint8Array.of(0xef, 0xbf, 0xbd);

/** Half a surrogate pair can't be written as UTF-8; Yjs writes U+FFFD for it, which takes one clock as well. */
function writeStringSince(writer: ByteWriter, text: Uint8Array, units: number): void {
  let pos = 0;
  let passed = 0;
  while (passed < units) {
    const size = (text[pos] ?? 0) < 0x80 ? 1 : sequenceBytes(text, pos, text.length);
    passed += size === 4 ? 2 : 1;
    pos += size;
  }
  const isHalved = passed > units;
  writer.writeUint(text.length - pos + (isHalved ? replacementCharacter.length : 0));
  if (isHalved) writer.write(replacementCharacter);
  writer.write(text.subarray(pos));
}
