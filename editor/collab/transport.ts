import type { Clock } from './clock.ts';
import type { Detour } from './detour.ts';
import type { OpenSocket } from './socketLike.ts';

export interface TransportOptions {
  readonly token?: () => string | undefined;
  readonly WebSocket?: typeof globalThis.WebSocket;
  readonly fetch?: typeof globalThis.fetch;
  readonly clock: Clock;
  /** From 0 to 1. */
  readonly random: () => number;
  /** Another connection is open, and better than the one that there is; whoever has both opens the one so, and closes the other. */
  readonly onMove: (open: OpenSocket) => void;
}

/** After so many WebSockets in a row over which nothing was heard, it is the network that breaks them. */
const failuresMax = 2;

/**
 * What carries the next connection: a WebSocket, or, where none gets through, a detour, which is loaded when it is first needed. Where
 * that gets nowhere either, the server or the network is away, and WebSocket isn't to blame: it is tried again.
 */
export class Transport {
  readonly #options: TransportOptions;
  #detour: Detour | undefined;
  #failures = 0;
  #isHeard = false;

  constructor(options: TransportOptions) {
    this.#options = options;
  }

  /** Opens the next connection. */
  readonly open: OpenSocket = (url, protocols) => {
    const { WebSocket = globalThis.WebSocket } = this.#options;
    this.#isHeard = false;
    if (this.#detour && this.#failures >= failuresMax) return this.#detour.open(url, protocols);
    return new WebSocket(url, protocols);
  };

  /** The server has spoken over the connection. */
  hear(): void {
    this.#isHeard = true;
    if (this.#detour?.isTaken) this.#detour.hear();
    else this.#failures = 0;
  }

  /** The connection is lost. */
  lose(): void {
    const isDetour = this.#detour?.isTaken;
    this.#detour?.end();
    if (this.#isHeard) return;
    this.#failures = isDetour ? 0 : this.#failures + 1;
    if (this.#failures >= failuresMax) void this.#load();
  }

  /** The network may be another. */
  probe(): void {
    this.#detour?.probe();
  }

  destroy(): void {
    this.#detour?.end();
  }

  async #load(): Promise<void> {
    try {
      const { Detour } = await import('./detour.ts');
      this.#detour ??= new Detour(this.#options);
    } catch {
      // Without a network it is tried again after the next failure.
    }
  }
}
