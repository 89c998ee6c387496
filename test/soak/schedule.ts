export interface ScheduleOptions {
  readonly rooms: number;
  /** After so long the people of a room go on to a new document, so that none grows for as long as it is watched. */
  readonly documentMs: number;
  /** In milliseconds since 1970, since several processes go by it. */
  readonly startMs: number;
}

/** Which document the people of a room are at. They do not all change at the same time. */
export class Schedule {
  readonly #options: ScheduleOptions;

  constructor(options: ScheduleOptions) {
    this.#options = options;
  }

  get rooms(): number {
    return this.#options.rooms;
  }

  documentOf(room: number, nowMs: number): string {
    const { rooms, documentMs, startMs } = this.#options;
    const shiftMs = (room / rooms) * documentMs;
    return `soak-${room}-${Math.floor((nowMs - startMs + shiftMs) / documentMs)}`;
  }

  /** One of the rooms: the first have many people, the last few. @param share from 0 to below 1 */
  roomFor(share: number): number {
    return Math.floor(share ** 2 * this.#options.rooms);
  }
}
