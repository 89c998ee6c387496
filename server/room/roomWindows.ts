import type { Clock } from './clock.ts';
import { busyRooms, windowMsFor } from './windowLength.ts';
import { type Windowed, WindowTimer } from './windowTimer.ts';

/** Windows that grow with the crowd: one timer for all rooms whose windows are equally long. */
export class RoomWindows {
  readonly #clock: Clock;
  readonly #usualMs: number;
  readonly #timers = new Map<number, WindowTimer>();

  constructor(clock: Clock, usualMs: number) {
    this.#clock = clock;
    this.#usualMs = usualMs;
  }

  /** Opens a window for a room with so many members. Once it closes, the room asks for the next by itself. */
  open(room: Windowed, members: number): void {
    this.#timerFor(windowMsFor({ members, rooms: this.#rooms }, this.#usualMs)).enter(room);
  }

  /**
   * Whether so many rooms are in a window that even the first update to another had better wait for the end of it: what many rooms
   * write at the same moment wakes the network and the disk once.
   */
  get isBusy(): boolean {
    return this.#rooms >= busyRooms;
  }

  get #rooms(): number {
    let rooms = 0;
    for (const timer of this.#timers.values()) rooms += timer.size;
    return rooms;
  }

  #timerFor(windowMs: number): WindowTimer {
    let timer = this.#timers.get(windowMs);
    if (timer === undefined) {
      timer = new WindowTimer(this.#clock, windowMs);
      this.#timers.set(windowMs, timer);
    }
    return timer;
  }
}
