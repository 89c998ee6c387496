import type { Moment } from './durableIndex.ts';
import { readFrame } from './frames.ts';
import { type IdRange, type Ids, idsOf } from './ids.ts';
import type { Ending } from './link.ts';
import { PlainProgram } from './plainProgram.ts';
import type { Family, Program, Surroundings } from './program.ts';
import type { PresenceChange } from './replica.ts';

/**
 * \@y/websocket 4: what it wrote is confirmed to it by hearing it, and it comes back after every end. Since others may delete the same,
 * and every answer names all that is deleted, hearing of a deletion confirms nothing: only what it inserted is held against the disk.
 */
export const echoFamily: Family = {
  name: 'plain v4',
  urlOf: (document) => `/${encodeURIComponent(document)}`,
  subprotocol: undefined,
  staysAway: false,
  start: (surroundings) => new EchoProgram(surroundings),
};

class EchoProgram implements Program {
  readonly #plain: PlainProgram;
  readonly #around: Surroundings;
  /** What it inserted and did not hear of. */
  #unheard: readonly IdRange[] = [];
  /** Those of them that it made while this connection was open, so that the server owes it an echo over this one. */
  #owed = new Set<IdRange>();

  constructor(surroundings: Surroundings) {
    this.#around = surroundings;
    this.#plain = new PlainProgram(surroundings);
  }

  get silenceMsMax(): number {
    return this.#plain.silenceMsMax;
  }

  get isSynced(): boolean {
    return this.#plain.isSynced;
  }

  get unsaved(): string | undefined {
    return this.#owed.size === 0 ? undefined : `${this.#owed.size} insertions that were not echoed`;
  }

  opened(): void {
    this.#plain.opened();
  }

  heard(frame: Uint8Array, sentAt: Moment): void {
    const heard = readFrame(frame);
    if (heard.kind === 'step2' || heard.kind === 'update') this.#confirm(idsOf(heard.body), sentAt);
    this.#plain.take(heard);
  }

  lost(ending: Ending | undefined): number | undefined {
    this.#owed = new Set();
    return this.#plain.lost(ending) ?? 2500;
  }

  made(update: Uint8Array, { inserted }: Ids): void {
    this.#unheard = [...this.#unheard, ...inserted];
    if (this.#plain.isSynced) for (const range of inserted) this.#owed.add(range);
    this.#plain.made(update);
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

  #confirm({ inserted }: Ids, sentAt: Moment): void {
    const isHeard = (own: IdRange): boolean =>
      inserted.some(({ client, from, to }) => client === own.client && from <= own.from && own.to <= to);
    const confirmed = this.#unheard.filter(isHeard);
    if (confirmed.length === 0) return;
    this.#unheard = this.#unheard.filter((own) => !isHeard(own));
    for (const own of confirmed) this.#owed.delete(own);
    this.#around.told({ inserted: confirmed, deleted: [] }, sentAt);
  }
}
