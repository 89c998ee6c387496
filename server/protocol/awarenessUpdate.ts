import * as encoding from 'lib0/encoding';
import { ByteReader, MalformedError } from './byteReader.ts';

/** What one client says of itself. The state stays bytes: JSON in UTF-8, where `null` means that it has left. */
export interface AwarenessEntry {
  readonly clientId: number;
  /** Grows with each change; of two entries for a client, the one with the higher clock is the newer. */
  readonly clock: number;
  readonly state: Uint8Array;
}

/** JSON's `null`: the client is not there any more. */
export const absentState: Uint8Array = new TextEncoder().encode('null');

export function isAbsent(state: Uint8Array): boolean {
  return state.length === absentState.length && state.every((byte, index) => byte === absentState[index]);
}

/**
 * The body of an awareness message: a count, then a client, a clock and a state each (y-protocols 1.0).
 * @throws {MalformedError}
 */
export function decodeAwareness(update: Uint8Array): readonly AwarenessEntry[] {
  const reader = new ByteReader(update);
  const entries: AwarenessEntry[] = [];
  for (let left = reader.varUint(); left > 0; left--)
    entries.push({ clientId: reader.varUint(), clock: reader.varUint(), state: reader.varBytes() });
  if (!reader.done) throw new MalformedError('an awareness update goes on after its end');
  return entries;
}

export function encodeAwareness(entries: readonly AwarenessEntry[]): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, entries.length);
  for (const { clientId, clock, state } of entries) {
    encoding.writeVarUint(encoder, clientId);
    encoding.writeVarUint(encoder, clock);
    encoding.writeVarUint8Array(encoder, state);
  }
  return encoding.toUint8Array(encoder);
}
