import type { Clock } from './clock.ts';
import { windowMsFor } from './windowLength.ts';
import { type Windowed, WindowTimer } from './windowTimer.ts';

/** From so many rooms on that are in a window at the same time, the process is busy. */
const busyRooms = 8;

/** Windows that grow with the room: one timer for all rooms whose windows are equally long. */
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
    this.#timerFor(windowMsFor(members, this.#usualMs)).enter(room);
  }

  /**
   * Whether so many rooms are in a window that even the first update to another had better wait for the end of it: what many rooms
   * write at the same moment wakes the network and the disk once.
   */
  get isBusy(): boolean {
    let rooms = 0;
    for (const timer of this.#timers.values()) rooms += timer.size;
    return rooms >= busyRooms;
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
