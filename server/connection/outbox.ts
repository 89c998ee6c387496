/** Something that has gathered what it wants to write. */
export interface Gathering {
  flush(): void;
}

/**
 * Has sockets write what they gathered once in a turn of the event loop, whichever rooms and windows it comes from: a system
 * call costs more than everything else about a keystroke.
 */
export class Outbox {
  readonly #schedule: (action: () => void) => void;
  #waiting: Gathering[] = [];

  /** @param schedule runs an action once, when what has just come in has been dealt with */
  constructor(schedule: (action: () => void) => void = setImmediate) {
    this.#schedule = schedule;
  }

  /** @param gathering is not waiting already */
  add(gathering: Gathering): void {
    if (this.#waiting.length === 0) this.#schedule(() => this.#flush());
    this.#waiting.push(gathering);
  }

  #flush(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const gathering of waiting) gathering.flush();
  }
}
