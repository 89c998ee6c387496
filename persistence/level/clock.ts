import { setTimeout } from 'node:timers/promises';

/** Time as a parameter, so that tests can hold it in their hands. */
export interface Clock {
  /** Milliseconds since 1970. */
  nowMs(): number;
  /** Resolves after so many milliseconds, or as soon as the signal says so. */
  wait(delayMs: number, options: WaitOptions): Promise<void>;
}

export interface WaitOptions {
  readonly signal: AbortSignal;
  /** Whether the process may end meanwhile: nobody waits for what comes then. */
  readonly isIdle?: boolean;
}

export const systemClock: Clock = {
  nowMs: () => Date.now(),
  wait: (delayMs, { signal, isIdle = false }) =>
    setTimeout(delayMs, undefined, { signal, ref: !isIdle }).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    }),
};
