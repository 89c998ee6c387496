import {
  decodeMessages,
  encodeAwareness,
  encodeMessage,
  type Message,
  type scriptoriumSubprotocol,
} from '@scriptorium/server/protocol';
import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { eventually, within } from './deadline.ts';
import { StreamLine } from './streamLine.ts';

export interface RawClientOptions {
  /** As in `ws://127.0.0.1:1234`; with `http:` it is an event stream that stands for that. */
  readonly url: string;
  /** As it goes over the wire, without the first slash. */
  readonly path: string;
  readonly subprotocol?: typeof scriptoriumSubprotocol;
  readonly origin?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Goodbye {
  readonly code: number;
  readonly reason: string;
}

type Kind = Message['kind'];

const emptyVector = new Uint8Array([0]);

/** A connection in the test's own hands: it says nothing by itself, and keeps all that it hears. */
export class RawClient {
  readonly received: Message[] = [];
  readonly closed: Promise<Goodbye>;
  readonly #socket: WebSocket | StreamLine;

  private constructor(socket: WebSocket | StreamLine) {
    this.#socket = socket;
    socket.on('message', (data: Buffer) => this.received.push(...decodeMessages(new Uint8Array(data))));
    this.closed = new Promise((resolve) => {
      socket.on('close', (code, reason) => resolve({ code, reason: reason.toString() }));
    });
    socket.on('error', () => {});
    onTestFinished(() => socket.terminate());
  }

  /** Resolves when the handshake is done, which says nothing about the document. */
  static async connect({
    url,
    path,
    subprotocol,
    origin,
    headers = {},
  }: RawClientOptions): Promise<RawClient> {
    const Socket = url.startsWith('http') ? StreamLine : WebSocket;
    const socket = new Socket(`${url}/${path}`, subprotocol === undefined ? [] : [subprotocol], {
      ...(origin !== undefined && { origin }),
      headers,
    });
    const client = new RawClient(socket);
    await within(
      'the handshake',
      new Promise((resolve, reject) => {
        socket.on('open', resolve);
        socket.on('error', reject);
      }),
    );
    return client;
  }

  /** Resolves when each has asked what the other has and the client was answered, which it is once the document is loaded. */
  static async join(options: RawClientOptions): Promise<RawClient> {
    const client = await RawClient.connect(options);
    await client.hear('syncStep1');
    await client.read();
    return client;
  }

  get isOpen(): boolean {
    return this.#socket.readyState === WebSocket.OPEN;
  }

  all<K extends Kind>(kind: K): readonly Extract<Message, { kind: K }>[] {
    return this.received.filter((message): message is Extract<Message, { kind: K }> => message.kind === kind);
  }

  get updates(): readonly Uint8Array[] {
    return this.all('update').map(({ update }) => update);
  }

  send(message: Message): void {
    this.#socket.send(encodeMessage(message));
  }

  sendBytes(bytes: Uint8Array | string): void {
    this.#socket.send(bytes);
  }

  type(update: Uint8Array): void {
    this.send({ kind: 'update', update });
  }

  /** Says about one client what awareness says: a clock and a state, `null` for gone. */
  announce(entry: { readonly clientId: number; readonly clock: number; readonly state: unknown }): void {
    const state = new TextEncoder().encode(JSON.stringify(entry.state));
    this.send({ kind: 'awareness', update: encodeAwareness([{ ...entry, state }]) });
  }

  /** Waits until so many messages of a kind have come. @returns the last of them. */
  async hear<K extends Kind>(kind: K, count = 1): Promise<Extract<Message, { kind: K }>> {
    return eventually(`message ${count} of kind ${kind}`, () => this.all(kind).at(count - 1));
  }

  /** @returns all that the document holds; what the server had sent before is here by then, too. */
  async read(): Promise<Uint8Array> {
    const count = this.all('syncStep2').length;
    this.send({ kind: 'syncStep1', vector: emptyVector });
    return (await this.hear('syncStep2', count + 1)).update;
  }

  whenClosed(): Promise<Goodbye> {
    return within('the server to close the connection', this.closed);
  }

  /** Leaves with a goodbye. */
  async leave(): Promise<void> {
    this.#socket.close(1000);
    await within('the goodbye', this.closed);
  }

  /** Takes nothing from the network, as a page does whose machine is busy. */
  stopReading(): void {
    this.#socket.pause();
  }

  readOn(): void {
    this.#socket.resume();
  }

  /** The network is gone. */
  cut(): void {
    this.#socket.terminate();
  }
}
