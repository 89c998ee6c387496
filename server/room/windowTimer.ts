import type { Clock, Timer } from './clock.ts';

/** Something that gathers while it is busy and lets go at the end of each window. */
export interface Windowed {
  /** @returns whether there was anything to let go; if not, it is quiet and leaves the timer. */
  closeWindow(): boolean;
}

/**
 * One timer for all rooms of the process: with hundreds of busy rooms, a timer for each would cost more than their work.
 * The timer runs only while somebody is in a window.
 */
export class WindowTimer {
  readonly #clock: Clock;
  readonly #windowMs: number;
  #open = new Set<Windowed>();
  #closing = 0;
  #timer: Timer | undefined;

  constructor(clock: Clock, windowMs: number) {
    this.#clock = clock;
    this.#windowMs = windowMs;
  }

  /** How many are in a window; while it closes, how many were in it. */
  get size(): number {
    return Math.max(this.#open.size, this.#closing);
  }

  /** Opens a window for `member`, unless it is in one already. */
  enter(member: Windowed): void {
    this.#open.add(member);
    this.#timer ??= this.#clock.setTimer(() => this.#tick(), this.#windowMs);
  }

  has(member: Windowed): boolean {
    return this.#open.has(member);
  }

  leave(member: Windowed): void {
    this.#open.delete(member);
    if (this.#open.size > 0) return;
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #tick(): void {
    this.#timer = undefined;
    const closing = this.#open;
    this.#open = new Set();
    this.#closing = closing.size;
    for (const member of closing) if (member.closeWindow()) this.enter(member);
    this.#closing = 0;
  }
}
