import type { Incoming, Seat } from './seat.ts';

/** How much of what members sent is held back. */
export interface Held {
  readonly updates: number;
  readonly bytes: number;
}

/** How often what is held back is looked at again after the news of a window. */
const retryPassesMax = 4;

/** Seats with updates that wait for their predecessors. */
export class Holding {
  readonly #seats = new Set<Seat>();

  get held(): Held {
    const held = { updates: 0, bytes: 0 };
    for (const seat of this.#seats) {
      held.updates += seat.held.size;
      held.bytes += seat.heldBytes;
    }
    return held;
  }

  add(seat: Seat): void {
    this.#seats.add(seat);
  }

  delete(seat: Seat): void {
    this.#seats.delete(seat);
  }

  /**
   * After news, what was held back may fit. Members send in order, so that one pass takes all of a member that fits, and some more
   * what waits for another's; the rest waits for the next news.
   * @param retry says whether it was taken
   */
  retry(retry: (seat: Seat, incoming: Incoming) => boolean): void {
    let progress = this.#seats.size > 0;
    for (let pass = 0; progress && pass < retryPassesMax; pass++) {
      progress = false;
      for (const seat of this.#seats)
        for (const incoming of seat.held) progress = retry(seat, incoming) || progress;
    }
  }
}
