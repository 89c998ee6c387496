import type { ClientSocket, SocketListener } from '../../server/connection/clientSocket.ts';
import type { Chance } from './chance.ts';
import type { Moment } from './durableIndex.ts';
import { Pipe, type Weather } from './pipe.ts';
import type { VirtualTime } from './virtualTime.ts';

/** How a connection ended, as the client sees it. */
export interface Ending {
  readonly code: number;
  readonly reason: string;
}

export interface LinkClient {
  onOpen(): void;
  /** @param sentAt what was durable when the server sent it */
  onFrame(frame: Uint8Array, sentAt: Moment): void;
  onClose(ending: Ending): void;
}

export interface LinkOptions {
  readonly time: VirtualTime;
  readonly chance: Chance;
  readonly weather: Weather;
  readonly client: LinkClient;
  readonly now: () => Moment;
}

/** Who notices that a connection broke; for the others it is half open. */
export type Noticed = 'both' | 'client' | 'server' | 'nobody';

type Down =
  | { readonly kind: 'open' }
  | { readonly kind: 'frame'; readonly frame: Uint8Array; readonly sentAt: Moment }
  | { readonly kind: 'ping' }
  | { readonly kind: 'close'; readonly ending: Ending };
type Up =
  | { readonly kind: 'frame'; readonly frame: Uint8Array }
  | { readonly kind: 'text' | 'pong' | 'close' };

export const abnormal: Ending = { code: 1006, reason: '' };
/** A machine gives up on a connection that does not come about. */
const connectTimeoutMs = 10_000;
/** `ws` gives up on a goodbye that is not answered. */
const closeTimeoutMs = 30_000;
/**
 * The server tells a client that leaves 1 MiB unread only what it must. Simulated documents are small, so a byte that waits for a client that
 * does not read stands for so many.
 */
const bytesForOne = 8 * 1024;
const drainMsMax = 20;

/** One WebSocket: the client's end, the server's end, and the network between. */
export class Link {
  readonly #options: LinkOptions;
  readonly #down: Pipe<Down>;
  readonly #up: Pipe<Up>;
  /** Undefined once its end is closed. */
  #client: LinkClient | undefined;
  #server: SocketListener | undefined;
  #isServerClosing = false;
  /** Whether the client has seen it open. */
  #isOpened = false;
  /** How the server said goodbye, if it did. */
  goodbye: Ending | undefined;

  constructor(options: LinkOptions) {
    const { time, chance, weather } = options;
    this.#options = options;
    this.#client = options.client;
    this.#down = new Pipe({ time, chance, weather, deliver: (item) => this.#arriveAtClient(item) });
    this.#up = new Pipe({ time, chance, weather, deliver: (item) => this.#arriveAtServer(item) });
  }

  get isOpenAtServer(): boolean {
    return this.#server !== undefined;
  }

  /** Whether both ends are open, hear each other, and nothing is on its way. */
  get isQuiet(): boolean {
    const pipes = [this.#down, this.#up];
    const isIdle = pipes.every((pipe) => pipe.isEmpty && !pipe.isHeld && !pipe.isBroken);
    return isIdle && this.isOpenAtServer && this.isOpenAtClient;
  }

  get isOpenAtClient(): boolean {
    return this.#client !== undefined;
  }

  /** The server takes the connection. */
  accept(listener: SocketListener): void {
    this.#server = listener;
    this.#down.push({ kind: 'open' });
  }

  /** No server is there. */
  refuse(): void {
    this.#tellClient(abnormal);
  }

  readonly serverEnd: ClientSocket = this.#createServerEnd();

  send(frame: Uint8Array): void {
    if (this.#client !== undefined) this.#up.push({ kind: 'frame', frame }, frame.length);
  }

  sendText(): void {
    this.#up.push({ kind: 'text' });
  }

  /** The client says goodbye, and hears nothing more. */
  close(): void {
    this.#client = undefined;
    this.#up.push({ kind: 'close' });
  }

  /** The connection breaks. @param sparesFrames whether what the client has sent still arrives */
  cut(noticed: Noticed, sparesFrames: boolean): void {
    this.#down.break({ spared: false });
    this.#up.break({ spared: sparesFrames && noticed !== 'both' && noticed !== 'server' });
    if (noticed === 'both' || noticed === 'client') this.#tellClient(abnormal);
    else this.#timeOut();
    if (noticed === 'both' || noticed === 'server') this.#endServer();
  }

  /** The server's process is gone. @param isNoticed whether the client's machine is told */
  dieAtServer(isNoticed: boolean): void {
    this.#server = undefined;
    this.#down.break({ spared: false });
    this.#up.break({ spared: false });
    if (isNoticed) this.#tellClient(abnormal);
    else this.#timeOut();
  }

  /** The client stops reading for so long. */
  lag(ms: number): void {
    this.#down.hold();
    this.#options.time.after(ms, () => this.#endLag());
  }

  delay(ms: number): void {
    this.#down.delay(ms);
    this.#up.delay(ms);
  }

  /** What waited is on its way, and the server's machine says so a moment later. */
  #endLag(): void {
    const { time, chance } = this.#options;
    this.#down.release();
    time.after(chance.below(drainMsMax), () => {
      if (!this.#down.isHeld) this.#server?.onDrain();
    });
  }

  #createServerEnd(): ClientSocket {
    const link = this;
    return {
      get bufferedBytes() {
        return link.#down.isHeld ? link.#down.bytes * bytesForOne : 0;
      },
      get refusedBytes() {
        return this.bufferedBytes;
      },
      send: (frame) => link.#sendDown(frame),
      ping: () => link.#down.push({ kind: 'ping' }),
      pause: () => link.#up.hold(),
      resume: () => link.#up.release(),
      close: (reason) => link.#closeAtServer(reason),
      terminate: () => link.#terminate(),
    };
  }

  #sendDown(frame: Uint8Array): void {
    if (this.#server === undefined || this.#isServerClosing) return;
    this.#down.push({ kind: 'frame', frame, sentAt: this.#options.now() }, frame.length);
  }

  #closeAtServer(ending: Ending): void {
    if (this.#server === undefined || this.#isServerClosing) return;
    this.#isServerClosing = true;
    this.goodbye = ending;
    this.#up.release();
    this.#down.push({ kind: 'close', ending });
    this.#options.time.after(closeTimeoutMs, () => this.#endServer());
  }

  #terminate(): void {
    this.#down.break({ spared: false });
    this.#up.break({ spared: false });
    this.#options.time.after(0, () => this.#endServer());
    this.#tellClient(abnormal);
  }

  #endServer(): void {
    const server = this.#server;
    this.#server = undefined;
    server?.onClose();
  }

  /** The news of an end travels, too. */
  #tellClient(ending: Ending): void {
    this.#options.time.after(this.#options.weather.latencyMs, () => this.#endClient(ending));
  }

  #timeOut(): void {
    if (!this.#isOpened) this.#options.time.after(connectTimeoutMs, () => this.#endClient(abnormal));
  }

  #endClient(ending: Ending): void {
    const client = this.#client;
    this.#client = undefined;
    client?.onClose(ending);
  }

  #arriveAtClient(item: Down): void {
    switch (item.kind) {
      case 'open':
        this.#isOpened = true;
        this.#client?.onOpen();
        break;
      case 'frame':
        this.#client?.onFrame(item.frame, item.sentAt);
        break;
      case 'ping':
        if (this.#client !== undefined) this.#up.push({ kind: 'pong' });
        break;
      case 'close':
        this.#up.push({ kind: 'close' });
        this.#endClient(item.ending);
        break;
    }
  }

  #arriveAtServer(item: Up): void {
    switch (item.kind) {
      case 'frame':
        this.#server?.onFrame(item.frame);
        break;
      case 'text':
        this.#server?.onText();
        break;
      case 'pong':
        this.#server?.onAlive();
        break;
      case 'close':
        this.#endServer();
        break;
    }
  }
}
