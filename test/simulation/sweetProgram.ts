import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import type { Moment } from './durableIndex.ts';
import { readFrame } from './frames.ts';
import { type Ids, unite } from './ids.ts';
import type { Ending } from './link.ts';
import { PlainProgram } from './plainProgram.ts';
import type { Family, Program, Surroundings } from './program.ts';
import type { PresenceChange } from './replica.ts';

/** @y-sweet/client 0.9: y-websocket's behaviour, and after each update the question whether all so far is there. */
export const sweetFamily: Family = {
  name: 'y-sweet',
  urlOf: (document) => `/d/${encodeURIComponent(document)}/ws/${encodeURIComponent(document)}`,
  subprotocol: undefined,
  staysAway: false,
  start: (surroundings) => new SweetProgram(surroundings),
};

const statusType = 102;
const reconnectMs = 500;
const backoffBase = 1.1;
const backoffMax = 10;

class SweetProgram implements Program {
  /** It asks after 2 s of silence, and leaves 3 s later. */
  readonly silenceMsMax = 5000;
  readonly #plain: PlainProgram;
  readonly #around: Surroundings;
  #version = 0;
  #confirmed = -1;
  #failures = 0;
  /** What was made and not confirmed, by its version. */
  #open: readonly { readonly version: number; readonly ids: Ids }[] = [];

  constructor(surroundings: Surroundings) {
    this.#around = surroundings;
    this.#plain = new PlainProgram(surroundings);
  }

  get isSynced(): boolean {
    return this.#plain.isSynced;
  }

  get unsaved(): string | undefined {
    return this.#confirmed === this.#version ? undefined : `version ${this.#version}, not ${this.#confirmed}`;
  }

  opened(): void {
    this.#plain.opened();
    this.#ask();
  }

  heard(frame: Uint8Array, sentAt: Moment): void {
    const heard = readFrame(frame);
    if (heard.kind !== 'other' || heard.type !== statusType) {
      this.#plain.take(heard);
      if (this.isSynced) this.#failures = 0;
      return;
    }
    const payload = decoding.readVarUint8Array(heard.decoder);
    this.#confirm(decoding.readVarUint(decoding.createDecoder(payload)), sentAt);
  }

  lost(ending: Ending | undefined): number {
    this.#plain.lost(ending);
    this.#failures += 1;
    return reconnectMs * Math.min(backoffMax, backoffBase ** this.#failures);
  }

  made(update: Uint8Array, ids: Ids): void {
    this.#plain.made(update);
    this.#version += 1;
    this.#open = [...this.#open, { version: this.#version, ids }];
    this.#ask();
  }

  /** It asks into silence, too, lest it take it for an end. */
  watched(silenceMs: number): void {
    if (silenceMs >= 2000) this.#ask();
  }

  presenceChanged(change: PresenceChange): void {
    this.#plain.presenceChanged(change);
  }

  ask(): void {
    this.#plain.ask();
  }

  leaving(): void {
    this.#plain.leaving();
  }

  #ask(): void {
    const payload = encoding.createEncoder();
    encoding.writeVarUint(payload, this.#version);
    const encoder = encoding.createEncoder();
    encoding.writeVarUint(encoder, statusType);
    encoding.writeVarUint8Array(encoder, encoding.toUint8Array(payload));
    this.#around.send(encoding.toUint8Array(encoder));
  }

  #confirm(version: number, sentAt: Moment): void {
    this.#confirmed = Math.max(version, this.#confirmed);
    const saved = this.#open.filter((each) => each.version <= version);
    this.#open = this.#open.filter((each) => each.version > version);
    this.#around.told(unite(saved.map(({ ids }) => ids)), sentAt);
  }
}
