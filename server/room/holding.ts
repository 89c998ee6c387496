import type { Incoming, Seat } from './seat.ts';

/** How much of what members sent is held back. */
export interface Held {
  readonly updates: number;
  readonly bytes: number;
  /** Of the member of which most is held. */
  readonly fullestBytes: number;
}

export const nothingHeld: Held = { updates: 0, bytes: 0, fullestBytes: 0 };

function heldBy({ held, heldBytes }: Seat): Held {
  return { updates: held.size, bytes: heldBytes, fullestBytes: heldBytes };
}

export function bothHeld(one: Held, other: Held): Held {
  return {
    updates: one.updates + other.updates,
    bytes: one.bytes + other.bytes,
    fullestBytes: Math.max(one.fullestBytes, other.fullestBytes),
  };
}

/** How often what is held back is looked at again after the news of a window. */
const retryPassesMax = 4;

/** Seats with updates that wait for their predecessors. */
export class Holding {
  readonly #seats = new Set<Seat>();

  get held(): Held {
    return [...this.#seats].map(heldBy).reduce(bothHeld, nothingHeld);
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
