import { type Advice, isFinal } from '@scriptorium/server/protocol';
import { backoffMs } from './backoff.ts';

/** How a connection ended: the socket's close code, and what the server said before that. */
export interface Ending {
  readonly code: number;
  readonly advice: Advice | undefined;
}

export type Return =
  /** `isAdvised` when the server has named the time, which only it can bring forward. */
  | { readonly when: 'later'; readonly delayMs: number; readonly isAdvised: boolean }
  | { readonly when: 'never' };

/** Advice beyond this is taken for a mistake, and timers of browsers don't reach further than 24 days. */
const advisedMsMax = 600_000;

/**
 * When to come back after a connection has ended: when the server says, else after a delay that grows with each attempt in
 * a row that didn't get as far as the document.
 */
export class Reconnection {
  readonly #random: () => number;
  #failures = 0;

  /** @param random from 0 to 1, so that the clients of a server that restarts do not all come back at once */
  constructor(random: () => number) {
    this.#random = random;
  }

  /** The document was here: the next loss is a first one. */
  succeed(): void {
    this.#failures = 0;
  }

  /** To be called once for each connection that has ended. */
  plan({ code, advice }: Ending): Return {
    if (advice?.when === 'never' || (advice === undefined && isFinal(code))) return { when: 'never' };
    this.#failures += 1;
    if (advice?.when === 'later')
      return { when: 'later', delayMs: Math.min(advice.delayMs, advisedMsMax), isAdvised: true };
    // A server that says "now" again and again doesn't get a client that runs in circles.
    const isNow = advice?.when === 'now' && this.#failures === 1;
    return {
      when: 'later',
      delayMs: isNow ? 0 : backoffMs(this.#failures, this.#random()),
      isAdvised: false,
    };
  }
}
