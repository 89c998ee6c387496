import { createDecoder, readVarUint, readVarUint8Array } from 'lib0/decoding';
import * as Y from 'yjs';
import type { SocketWatch } from '../plainClient.ts';
import { rangesOf, type TypedEdit } from './sheet.ts';

const messageSync = 0;
const syncUpdate = 2;

/**
 * What a writer may call saved. The plain protocol acknowledges an update by sending its author the update itself, once
 * the disk has it; so here stands what each `Update` frame brought back of her own.
 */
export class Echoes implements SocketWatch {
  bytesReceived = 0;
  bytesSent = 0;
  #clockEnd = 0;
  readonly #deleted = new Map<number, Set<number>>();
  readonly #client: () => number | undefined;

  /** @param client who the author is for Yjs, as soon as it is known. */
  constructor(client: () => number | undefined) {
    this.#client = client;
  }

  sent(frame: Uint8Array): void {
    this.bytesSent += frame.byteLength;
  }

  received(frame: Uint8Array): void {
    this.bytesReceived += frame.byteLength;
    const decoder = createDecoder(frame);
    if (readVarUint(decoder) !== messageSync || readVarUint(decoder) !== syncUpdate) return;
    const { structs, ds } = Y.decodeUpdate(readVarUint8Array(decoder));
    for (const { id, length } of structs)
      if (id.client === this.#client()) this.#clockEnd = Math.max(this.#clockEnd, id.clock + length);
    for (const { client, clock, length } of rangesOf(ds))
      for (let at = clock; at < clock + length; at += 1) this.#deletedOf(client).add(at);
  }

  has({ clockEnd, deleted }: TypedEdit): boolean {
    if (clockEnd > this.#clockEnd) return false;
    return deleted.every(({ client, clock, length }) => {
      const gone = this.#deletedOf(client);
      return Array.from({ length }, (_, index) => clock + index).every((at) => gone.has(at));
    });
  }

  #deletedOf(client: number): Set<number> {
    const known = this.#deleted.get(client) ?? new Set();
    this.#deleted.set(client, known);
    return known;
  }
}
