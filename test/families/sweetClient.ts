import { decodeMessages, type Message } from '@scriptorium/server/protocol';
import { createYjsProvider, type YSweetProvider } from '@y-sweet/client';
import { type ClientToken, DocumentManager } from '@y-sweet/sdk';
import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import * as Y from 'yjs';
import { textName } from '../server/author.ts';
import { eventually } from '../server/deadline.ts';
import type { Goodbye } from '../server/rawClient.ts';

const nowhere = 'ws://127.0.0.1:9';

export interface SweetClientOptions {
  /** As in `http://127.0.0.1:1234`. */
  readonly httpUrl: string;
  readonly name: string;
  readonly doc?: Y.Doc;
  /** What its application's own server would answer; by default a token to write, of a document that is made if need be. */
  readonly fetchToken?: () => Promise<ClientToken>;
}

/** The SDK as an application's own server has it. */
export function managerOf(httpUrl: string): DocumentManager {
  return new DocumentManager(httpUrl.replace('http:', 'ys:'));
}

/** An unmodified client of y-sweet, with an eye on its traffic. It ends with its test. */
export class SweetClient {
  readonly doc: Y.Doc;
  readonly provider: YSweetProvider;
  readonly received: Message[] = [];
  readonly goodbyes: Goodbye[] = [];
  connections = 0;
  /** The HTTP statuses with which it was turned away before there was a socket. */
  readonly refusals: number[] = [];
  /** How often it asked for a token. */
  fetches = 0;
  #socket: WebSocket | undefined;
  #isClosed = false;

  constructor({ httpUrl, name, doc = new Y.Doc(), fetchToken }: SweetClientOptions) {
    this.doc = doc;
    const manager = managerOf(httpUrl);
    const fetch = fetchToken ?? (() => manager.getOrCreateDocAndToken(name));
    this.provider = createYjsProvider(
      doc,
      name,
      () => {
        this.fetches += 1;
        return this.#isClosed ? new Promise(() => {}) : fetch();
      },
      { WebSocketPolyfill: this.#watchedSocket() as never, showDebuggerLink: false },
    );
    onTestFinished(() => this.close());
  }

  static async join(options: SweetClientOptions): Promise<SweetClient> {
    const client = new SweetClient(options);
    await client.whenSaved();
    return client;
  }

  get awareness(): YSweetProvider['awareness'] {
    return this.provider.awareness;
  }

  get text(): string {
    return this.doc.getText(textName).toString();
  }

  get isSynced(): boolean {
    return this.provider.status === 'connected';
  }

  get isSaved(): boolean {
    return this.isSynced && !this.provider.hasLocalChanges;
  }

  type(text: string): void {
    const shared = this.doc.getText(textName);
    shared.insert(shared.length, text);
  }

  /** The network is gone, without a goodbye. The client comes back by itself. */
  cut(): void {
    this.#socket?.terminate();
  }

  async whenSynced(): Promise<void> {
    await eventually('y-sweet to be synced', () => this.isSynced);
  }

  async whenSaved(): Promise<void> {
    await eventually('y-sweet to have nothing unsaved', () => this.isSaved);
  }

  async whenReads(text: string): Promise<void> {
    await eventually(`y-sweet to read ${JSON.stringify(text)}`, () => this.text === text);
  }

  /** Whatever it is told, it would connect again when its socket is closed; so that is kept from it. */
  close(): void {
    this.#isClosed = true;
    this.provider.disconnect();
    this.provider.destroy();
    this.awareness.destroy();
    if (this.#socket !== undefined) this.#socket.onclose = null;
  }

  #watchedSocket(): typeof WebSocket {
    const watch = this;
    return class extends WebSocket {
      constructor(url: string) {
        super(watch.#isClosed ? nowhere : url);
        watch.#socket = this;
        this.on('open', () => {
          watch.connections += 1;
        });
        this.on('message', (data: ArrayBuffer) =>
          watch.received.push(...decodeMessages(new Uint8Array(data))),
        );
        this.on('unexpected-response', (_request, response) => {
          watch.refusals.push(response.statusCode ?? 0);
          this.terminate();
        });
        this.on('error', () => {});
        this.on('close', (code, reason) => watch.goodbyes.push({ code, reason: reason.toString() }));
      }
    } as typeof WebSocket;
  }
}
