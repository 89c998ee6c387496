import type { Clock, Timer } from '../room/clock.ts';

/** Something that wants to be looked after every few seconds. */
export interface Beating {
  beat(): void;
}

/** So much later than it is due, at most, somebody is looked after. */
export const beatMs = 5000;

/** One timer that looks after all connections. */
export class Heartbeat {
  readonly #clock: Clock;
  readonly #members = new Set<Beating>();
  #timer: Timer | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(member: Beating): void {
    this.#members.add(member);
    this.#timer ??= this.#clock.setTimer(() => this.#beat(), beatMs);
  }

  delete(member: Beating): void {
    this.#members.delete(member);
    if (this.#members.size === 0) this.#stop();
  }

  #beat(): void {
    this.#timer = this.#clock.setTimer(() => this.#beat(), beatMs);
    for (const member of this.#members) member.beat();
  }

  #stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }
}
