/** Clocks of one client, `to` exclusive. An id is a range of one. */
export interface IdRange {
  readonly client: number;
  readonly from: number;
  readonly to: number;
}

/**
 * Clocks and lengths stay below this (S4). A person who types ten characters a second reaches it after seven years; whoever sends
 * a larger one wants to make a client's clock unusable.
 */
export const clockMax = 2 ** 31 - 1;
