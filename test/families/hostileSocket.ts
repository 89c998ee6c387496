import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { HostileDialect, Sign } from './hostileDialect.ts';

export interface Ending {
  readonly code: number;
  readonly reason: string;
}

export interface HostileVisit {
  readonly dialect: HostileDialect;
  readonly document: string;
  /** Where somebody has to sign in. */
  readonly token?: string;
}

/** A socket that sends whatever it is given, and keeps what it hears. */
export class HostileSocket {
  readonly frames: Uint8Array[] = [];
  ending: Ending | undefined;
  readonly #socket: WebSocket;
  readonly #read: (frame: Uint8Array) => Sign;
  readonly #counts = new Map<Sign, number>();
  #onChange: () => void = () => {};

  private constructor(socket: WebSocket, read: (frame: Uint8Array) => Sign) {
    this.#socket = socket;
    this.#read = read;
    socket.on('message', (data: Buffer) => this.#hear(new Uint8Array(data)));
    socket.on('error', () => {});
    socket.on('close', (code, reason) => {
      this.ending = { code, reason: reason.toString() };
      this.#onChange();
    });
  }

  /** Resolves when the document is open. */
  static async open(url: string, { dialect, document, token }: HostileVisit): Promise<HostileSocket> {
    const protocols = dialect.subprotocol === undefined ? [] : [dialect.subprotocol];
    const shown = token === undefined ? '' : `?token=${token}`;
    const socket = new WebSocket(`${url}/${dialect.pathOf(document)}${shown}`, protocols);
    const client = new HostileSocket(socket, dialect.read);
    await once(socket, 'open');
    client.send(...dialect.greeting(document), dialect.probe(document));
    if (!(await client.whenAlive(1))) throw new Error(`not let in: ${JSON.stringify(client.ending)}`);
    return client;
  }

  /** How often it was given the sign of life that it asked for. */
  get alive(): number {
    return this.#count('alive');
  }

  signsSince(count: number): readonly Sign[] {
    return this.frames.slice(count).map(this.#read);
  }

  send(...frames: readonly Uint8Array[]): void {
    for (const frame of frames) if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(frame);
  }

  /** @returns false when the server ended the connection instead. */
  whenAlive(count: number): Promise<boolean> {
    return this.whenTold('alive', count);
  }

  /** @returns false when the server ended the connection instead. */
  async whenTold(sign: Sign, count = 1): Promise<boolean> {
    while (this.#count(sign) < count && this.ending === undefined)
      await new Promise<void>((resolve) => {
        this.#onChange = resolve;
      });
    return this.#count(sign) >= count;
  }

  /** Reads nothing more, as somebody who means to be waited for. */
  stall(): void {
    this.#socket.pause();
  }

  /** How much of what was sent has not left yet, in bytes. */
  get unsentBytes(): number {
    return this.#socket.bufferedAmount;
  }

  close(): void {
    this.#socket.terminate();
  }

  #hear(frame: Uint8Array): void {
    this.frames.push(frame);
    const sign = this.#read(frame);
    this.#counts.set(sign, this.#count(sign) + 1);
    this.#onChange();
  }

  #count(sign: Sign): number {
    return this.#counts.get(sign) ?? 0;
  }
}
