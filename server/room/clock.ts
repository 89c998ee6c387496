/** A timer that was set; it fires once, unless it is cancelled before. */
export interface Timer {
  cancel(): void;
}

/** Time as a parameter, so that tests and the simulation can hold it in their hands. */
export interface Clock {
  /** Milliseconds since 1970. */
  nowMs(): number;
  setTimer(action: () => void, delayMs: number): Timer;
}

/** The machine's own time. Its timers never keep the process alive by themselves. */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  setTimer(action, delayMs) {
    const timeout = setTimeout(action, delayMs);
    timeout.unref();
    return { cancel: () => clearTimeout(timeout) };
  },
};
