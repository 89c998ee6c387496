import { ByteReader, MalformedError } from './byteReader.ts';
import { ByteWriter } from './byteWriter.ts';

/** Client -> next clock. A client that isn't in it is at 0. */
export type StateVector = ReadonlyMap<number, number>;

export type StateVectorResult =
  | { readonly kind: 'parsed'; readonly vector: StateVector }
  | { readonly kind: 'malformed'; readonly reason: string };

/** Allocates for the pairs that are there, whatever number is announced (S3). Of two pairs for a client the last counts, as in Yjs. */
export function parseStateVector(bytes: Uint8Array): StateVectorResult {
  try {
    const reader = new ByteReader(bytes);
    const vector = new Map<number, number>();
    const count = reader.readUint();
    for (let i = 0; i < count; i++) vector.set(reader.readUint(), reader.readClock());
    if (reader.left > 0) throw new MalformedError(`${reader.left} bytes follow the state vector`);
    return { kind: 'parsed', vector };
  } catch (error) {
    if (error instanceof MalformedError) return { kind: 'malformed', reason: error.message };
    throw error;
  }
}

/** Highest client first, as Yjs writes it. */
export function encodeStateVector(vector: StateVector): Uint8Array {
  const writer = new ByteWriter(8 + vector.size * 8);
  writer.writeUint(vector.size);
  for (const [client, clock] of [...vector].sort(([a], [b]) => b - a)) {
    writer.writeUint(client);
    writer.writeUint(clock);
  }
  return writer.toBytes();
}
