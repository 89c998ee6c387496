import { scanUpdate } from '../document/scan.ts';
import { parseStateVector, type StateVector } from '../document/stateVector.ts';

const nothing: StateVector = new Map();

/** What a provider of Hocuspocus had when it said so. */
export class Greeting {
  readonly #vector: StateVector;

  /** @param vector of its SyncStep1; the room ends who sends a malformed one */
  constructor(vector: Uint8Array) {
    const parsed = parseStateVector(vector);
    this.#vector = parsed.kind === 'parsed' ? parsed.vector : nothing;
  }

  /** Whether the update was made before it greeted; undefined when nothing but deletions is in it, which have no clock. */
  holds(update: Uint8Array): boolean | undefined {
    const result = scanUpdate(update);
    if (result.kind === 'malformed' || result.scan.structs.length === 0) return undefined;
    return result.scan.structs.every(({ client, to }) => to <= (this.#vector.get(client) ?? 0));
  }
}
