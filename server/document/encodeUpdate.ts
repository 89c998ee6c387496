import { ByteWriter } from './byteWriter.ts';
import { ref } from './content.ts';
import type { Structs } from './structs.ts';

/**
 * Puts an update together, highest client first, one section a client.
 * @param structs in any order; those of one client must not overlap. Where they leave a gap, a Skip is written, as Yjs does.
 * @param deleteSet encoded
 */
export function encodeUpdate(structs: readonly Structs[], deleteSet: Uint8Array): Uint8Array {
  const ordered = isOrdered(structs) ? structs : structs.toSorted(byPlace);
  let bytes = 8 + deleteSet.length;
  let sections = 0;
  for (let at = 0; at < ordered.length; at++) {
    bytes += (ordered[at]?.bytes.length ?? 0) + structOverheadBytes;
    if (ordered[at]?.client !== ordered[at - 1]?.client) sections++;
  }
  const writer = new ByteWriter(bytes);
  writer.writeUint(sections);
  for (let at = 0; at < ordered.length; ) at = writeSection(writer, ordered, at);
  writer.write(deleteSet);
  return writer.toBytes();
}

/** A section's header and a Skip, at most. */
const structOverheadBytes = 32;

function byPlace(a: Structs, b: Structs): number {
  return b.client - a.client || a.from - b.from;
}

function isOrdered(structs: readonly Structs[]): boolean {
  for (let at = 1; at < structs.length; at++) {
    const [one, next] = [structs[at - 1], structs[at]];
    if (one !== undefined && next !== undefined && byPlace(one, next) > 0) return false;
  }
  return true;
}

/** @returns where the next client's structs begin */
function writeSection(writer: ByteWriter, structs: readonly Structs[], start: number): number {
  const first = structs[start];
  if (first === undefined) return structs.length;
  const { client, from } = first;
  let count = 0;
  let clock = from;
  let end = start;
  for (let run: Structs | undefined = first; run?.client === client; run = structs[++end]) {
    count += run.count + (run.from > clock ? 1 : 0);
    clock = run.to;
  }
  writer.writeUint(count);
  writer.writeUint(client);
  writer.writeUint(from);
  clock = from;
  for (let at = start; at < end; at++) clock = writeRun(writer, structs[at] ?? first, clock);
  return end;
}

/** @param clock where the run before it ends @returns where this one does */
function writeRun(writer: ByteWriter, { from, to, bytes }: Structs, clock: number): number {
  if (from > clock) {
    writer.writeByte(ref.skip);
    writer.writeUint(from - clock);
  }
  writer.write(bytes);
  return to;
}
