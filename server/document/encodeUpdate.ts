import { ByteWriter } from './byteWriter.ts';
import { ref } from './content.ts';
import type { Structs } from './structs.ts';

/**
 * Puts an update together, highest client first, one section a client.
 * @param structs in any order; those of one client must not overlap. Where they leave a gap, a Skip is written, as Yjs does.
 * @param deleteSet encoded
 */
export function encodeUpdate(structs: readonly Structs[], deleteSet: Uint8Array): Uint8Array {
  const sections = sectionsOf(structs);
  const structBytes = structs.reduce((sum, { bytes }) => sum + bytes.length + 8, 0);
  const writer = new ByteWriter(8 + sections.length * 24 + structBytes + deleteSet.length);
  writer.writeUint(sections.length);
  for (const section of sections) writeSection(writer, section);
  writer.write(deleteSet);
  return writer.toBytes();
}

/** The structs of one client in the order of their clocks, at least one. */
type Section = readonly [Structs, ...Structs[]];

function sectionsOf(structs: readonly Structs[]): readonly Section[] {
  const sections = new Map<number, [Structs, ...Structs[]]>();
  for (const run of structs) {
    const section = sections.get(run.client);
    if (section === undefined) sections.set(run.client, [run]);
    else section.push(run);
  }
  for (const section of sections.values()) section.sort((a, b) => a.from - b.from);
  return [...sections.values()].sort(([a], [b]) => b.client - a.client);
}

function writeSection(writer: ByteWriter, section: Section): void {
  const [{ client, from }] = section;
  writer.writeUint(countOf(section));
  writer.writeUint(client);
  writer.writeUint(from);
  let clock = from;
  for (const run of section) {
    if (run.from > clock) {
      writer.writeByte(ref.skip);
      writer.writeUint(run.from - clock);
    }
    writer.write(run.bytes);
    clock = run.to;
  }
}

function countOf(section: Section): number {
  let count = 0;
  let clock = section[0].from;
  for (const run of section) {
    count += run.count + (run.from > clock ? 1 : 0);
    clock = run.to;
  }
  return count;
}
