import type { Clock, Timer } from '../../server/room/clock.ts';

interface Alarm {
  readonly dueMs: number;
  /** Alarms of one moment ring in the order in which they were set. */
  readonly ordinal: number;
  /** Undefined once it was cancelled. */
  action: (() => void) | undefined;
}

/** Where virtual time begins, in milliseconds since 1970. */
const epochMs = Date.UTC(2026, 0, 1);

/** Time that passes only from alarm to alarm. After each, every promise that can settle does so. */
export class VirtualTime {
  #nowMs = 0;
  #ordinal = 0;
  /** A binary heap, the next alarm first. */
  readonly #alarms: Alarm[] = [];

  /** Milliseconds since the beginning. */
  get nowMs(): number {
    return this.#nowMs;
  }

  after(delayMs: number, action: () => void): Timer {
    const alarm: Alarm = {
      dueMs: this.#nowMs + Math.max(0, Math.ceil(delayMs)),
      ordinal: this.#ordinal++,
      action,
    };
    this.#push(alarm);
    return {
      cancel: () => {
        alarm.action = undefined;
      },
    };
  }

  /** Lets time pass until `untilMs`, or until `isOver` says so. */
  async run(untilMs: number, isOver: () => boolean): Promise<void> {
    await settled();
    for (;;) {
      const next = this.#alarms[0];
      if (next === undefined || next.dueMs > untilMs || isOver()) break;
      this.#pop();
      if (next.action === undefined) continue;
      this.#nowMs = next.dueMs;
      next.action();
      await settled();
    }
    if (!isOver()) this.#nowMs = Math.max(this.#nowMs, untilMs);
  }

  #push(alarm: Alarm): void {
    const heap = this.#alarms;
    let at = heap.push(alarm) - 1;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (!isBefore(heap[at], heap[above])) break;
      swap(heap, at, above);
      at = above;
    }
  }

  #pop(): void {
    const heap = this.#alarms;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    heap[0] = last;
    let at = 0;
    for (;;) {
      let least = at;
      for (const below of [2 * at + 1, 2 * at + 2]) if (isBefore(heap[below], heap[least])) least = below;
      if (least === at) return;
      swap(heap, at, least);
      at = least;
    }
  }
}

/** The clock of one process: its timers die with it, and can be counted. */
export class ProcessClock implements Clock {
  readonly #time: VirtualTime;
  readonly #timers = new Set<Timer>();
  #isDead = false;

  constructor(time: VirtualTime) {
    this.#time = time;
  }

  /** How many timers are set. */
  get pending(): number {
    return this.#timers.size;
  }

  nowMs(): number {
    return epochMs + this.#time.nowMs;
  }

  setTimer(action: () => void, delayMs: number): Timer {
    if (this.#isDead) return { cancel: () => {} };
    const inner = this.#time.after(delayMs, () => {
      this.#timers.delete(timer);
      action();
    });
    const timer: Timer = {
      cancel: () => {
        this.#timers.delete(timer);
        inner.cancel();
      },
    };
    this.#timers.add(timer);
    return timer;
  }

  /** The process was killed: nothing rings any more. */
  die(): void {
    this.#isDead = true;
    for (const timer of this.#timers) timer.cancel();
  }
}

function isBefore(one: Alarm | undefined, other: Alarm | undefined): boolean {
  if (one === undefined || other === undefined) return false;
  return one.dueMs < other.dueMs || (one.dueMs === other.dueMs && one.ordinal < other.ordinal);
}

function swap(heap: Alarm[], one: number, other: number): void {
  const [first, second] = [heap[one], heap[other]];
  if (first === undefined || second === undefined) return;
  heap[one] = second;
  heap[other] = first;
}

/** The event loop comes here only when no promise is left that can settle. */
async function settled(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}
