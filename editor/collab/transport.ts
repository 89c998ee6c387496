import type { Detour, DetourOptions } from './detour.ts';
import type { OpenSocket } from './socketLike.ts';

/** After so many WebSockets in a row over which nothing was heard, the network may break them. */
const failuresMax = 2;

/**
 * What carries the next connection: a WebSocket, or, where none gets through and the server is there, a detour, which is loaded when it
 * is first needed. Where that gets nowhere either, WebSocket isn't to blame, and is tried again.
 */
export class Transport {
  readonly #options: DetourOptions;
  #detour: Detour | undefined;
  #url = '';
  #failures = 0;
  /** Whether the next connection goes by the detour. */
  #isBlocked = false;
  #isHeard = false;

  constructor(options: DetourOptions) {
    this.#options = options;
  }

  /** Opens the next connection. */
  readonly open: OpenSocket = (url, protocols) => {
    const { WebSocket = globalThis.WebSocket } = this.#options;
    this.#url = url;
    this.#isHeard = false;
    if (this.#detour && this.#isBlocked) return this.#detour.open(url, protocols);
    return new WebSocket(url, protocols);
  };

  /** The server has spoken over the connection. */
  hear(): void {
    this.#isHeard = true;
    if (this.#detour?.isTaken) this.#detour.hear();
    else this.#clear();
  }

  /** The connection is lost. */
  lose(): void {
    const isDetour = this.#detour?.isTaken;
    this.#detour?.end();
    if (this.#isHeard) return;
    if (isDetour) this.#clear();
    else this.#failures += 1;
    if (this.#failures >= failuresMax) void this.#look();
  }

  /** The network may be another. */
  probe(): void {
    this.#detour?.probe();
  }

  destroy(): void {
    this.#detour?.end();
  }

  #clear(): void {
    this.#failures = 0;
    this.#isBlocked = false;
  }

  /** A server that restarts is not there either, and its clients must not all come back by detours. */
  async #look(): Promise<void> {
    try {
      const { Detour } = await import('./detour.ts');
      this.#detour ??= new Detour(this.#options);
      await this.#detour.reach(this.#url);
      this.#isBlocked = this.#failures >= failuresMax;
    } catch {
      this.#failures = 0;
    }
  }
}
