import * as encoding from 'lib0/encoding';
import type { AccessLevel } from './accessLevel.ts';
import { accessLevels } from './accessLevel.ts';
import { type ByteReader, MalformedError } from './byteReader.ts';

/** The WebSocket subprotocol of this project's own provider: the plain protocol and `Extension`. */
export const scriptoriumSubprotocol = 'scriptorium.v1';

/**
 * The types of `scriptorium.v1`, a closed table: a client that speaks a version knows all of them, so that a new one
 * makes a new version. A test holds the hash of this table against the version.
 */
export const extensionTypes = { saved: 64, access: 65, closing: 66, saving: 67 } as const;

/** What only the server says, and only in `scriptorium.v1`. */
export type Extension =
  /** The first `count` updates of this connection are on disk. */
  | { readonly kind: 'saved'; readonly count: number }
  /** What this client may do from now on. */
  | { readonly kind: 'access'; readonly level: AccessLevel }
  /** The connection ends next; what to do then. */
  | { readonly kind: 'closing'; readonly advice: Advice; readonly reason: string }
  /** Whether the disk refuses what is written in this document: nothing is lost yet, and nothing is saved. */
  | { readonly kind: 'saving'; readonly isBehind: boolean };

/** When a client that was sent away should come back. */
export type Advice =
  | { readonly when: 'now' }
  | { readonly when: 'later'; readonly delayMs: number }
  | { readonly when: 'never' };

const adviceTypes = ['now', 'later', 'never'] as const;

/** @throws {MalformedError} */
export function decodeExtension(type: number, reader: ByteReader): Extension {
  switch (type) {
    case extensionTypes.saved:
      return { kind: 'saved', count: reader.varUint() };
    case extensionTypes.access:
      return { kind: 'access', level: oneOf(accessLevels, reader.varUint()) };
    case extensionTypes.closing:
      return { kind: 'closing', advice: decodeAdvice(reader), reason: reader.varString() };
    case extensionTypes.saving:
      return { kind: 'saving', isBehind: reader.varUint() !== 0 };
    default:
      throw new MalformedError(`there is no message type ${type}`);
  }
}

function decodeAdvice(reader: ByteReader): Advice {
  const when = oneOf(adviceTypes, reader.varUint());
  const delayMs = reader.varUint();
  return when === 'later' ? { when, delayMs } : { when };
}

function oneOf<T>(values: readonly T[], index: number): T {
  const value = values[index];
  if (value === undefined) throw new MalformedError(`a choice is ${index}, of ${values.length}`);
  return value;
}

export function encodeExtension(encoder: encoding.Encoder, message: Extension): void {
  encoding.writeVarUint(encoder, extensionTypes[message.kind]);
  switch (message.kind) {
    case 'saved':
      encoding.writeVarUint(encoder, message.count);
      break;
    case 'access':
      encoding.writeVarUint(encoder, accessLevels.indexOf(message.level));
      break;
    case 'closing':
      encoding.writeVarUint(encoder, adviceTypes.indexOf(message.advice.when));
      encoding.writeVarUint(encoder, message.advice.when === 'later' ? message.advice.delayMs : 0);
      encoding.writeVarString(encoder, message.reason);
      break;
    case 'saving':
      encoding.writeVarUint(encoder, message.isBehind ? 1 : 0);
      break;
  }
}
