import { decodeMessages, type Message } from '@scriptorium/server/protocol';
import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { WebsocketProvider as Provider3 } from 'y-websocket';
import { WebsocketProvider as Provider2 } from 'y-websocket-2';
import * as Y from 'yjs';
import { textName } from './author.ts';
import { eventually } from './deadline.ts';
import type { Goodbye } from './rawClient.ts';

const providers = { 2: Provider2, 3: Provider3 } as const;
/** Of y-websocket. */
export type ClientVersion = keyof typeof providers;
export const clientVersions: readonly ClientVersion[] = [2, 3];

export interface ParticipantOptions {
  readonly url: string;
  /** As an application gives it: not percent-encoded. */
  readonly name: string;
  readonly version?: ClientVersion;
  readonly doc?: Y.Doc;
  /** Called when the client calls itself synced, before it can hear anything else. */
  readonly onSync?: (doc: Y.Doc) => void;
  /** Who it is; `null` for somebody who only looks. */
  readonly presence?: Readonly<Record<string, unknown>> | null;
}

/** An unmodified y-websocket client, with an eye on its traffic. It ends with its test. */
export class Participant {
  readonly doc: Y.Doc;
  readonly sent: Message[] = [];
  readonly received: Message[] = [];
  /** How each of its connections ended. */
  readonly goodbyes: Goodbye[] = [];
  readonly #provider: InstanceType<typeof Provider3>;

  constructor({ url, name, version = 3, doc = new Y.Doc(), onSync, presence }: ParticipantOptions) {
    this.doc = doc;
    const Provider = providers[version] as typeof Provider3;
    this.#provider = new Provider(url, name, doc, {
      connect: false,
      // In one process two clients would otherwise talk to each other past the server.
      disableBc: true,
      WebSocketPolyfill: watchedSocket(this) as never,
    });
    if (presence !== undefined) this.awareness.setLocalState(presence);
    if (onSync !== undefined) this.#provider.on('sync', (isSynced) => isSynced && onSync(doc));
    onTestFinished(() => this.close());
    this.#provider.connect();
  }

  /** Resolves when the client is synced. */
  static async join(options: ParticipantOptions): Promise<Participant> {
    const participant = new Participant(options);
    await participant.whenSynced();
    return participant;
  }

  get text(): string {
    return this.doc.getText(textName).toString();
  }

  get awareness(): InstanceType<typeof Provider3>['awareness'] {
    return this.#provider.awareness;
  }

  get isConnected(): boolean {
    return this.#provider.wsconnected;
  }

  get isSynced(): boolean {
    return this.#provider.synced;
  }

  /** Whether it would come back by itself. */
  get wantsToConnect(): boolean {
    return this.#provider.shouldConnect;
  }

  /** Types at the end. */
  type(text: string): void {
    const shared = this.doc.getText(textName);
    shared.insert(shared.length, text);
  }

  /** Whether the server has sent back what this client typed, which is how it says that the disk has it. */
  hasEchoOf(text: string): boolean {
    const echoed = new Y.Doc();
    for (const message of this.received) if (message.kind === 'update') Y.applyUpdate(echoed, message.update);
    return echoed.getText(textName).toString().includes(text);
  }

  sees(other: Participant): Record<string, unknown> | undefined {
    return this.awareness.getStates().get(other.doc.clientID);
  }

  async whenSynced(): Promise<void> {
    await eventually('the client to be synced', () => this.isSynced);
  }

  async whenDisconnected(): Promise<void> {
    await eventually('the client to notice that it is disconnected', () => !this.isConnected);
  }

  async whenReads(text: string): Promise<void> {
    await eventually(`a client to read ${JSON.stringify(text.slice(0, 60))}`, () => {
      if (this.text !== text) throw new Error(`it reads ${JSON.stringify(this.text.slice(0, 200))}`);
      return true;
    });
  }

  /** The network is gone, without a goodbye. The client comes back by itself. */
  cut(): void {
    (this.#provider.ws as unknown as WebSocket | null)?.terminate();
  }

  /** Asks something of the server in the client's place. */
  sendBytes(bytes: Uint8Array): void {
    (this.#provider.ws as unknown as WebSocket | null)?.send(bytes);
  }

  disconnect(): void {
    this.#provider.disconnect();
  }

  connect(): void {
    this.#provider.connect();
  }

  close(): void {
    this.#provider.destroy();
    this.awareness.destroy();
  }
}

function watchedSocket(watch: Pick<Participant, 'sent' | 'received' | 'goodbyes'>): typeof WebSocket {
  return class extends WebSocket {
    constructor(url: string, protocols: string[]) {
      super(url, protocols);
      this.on('message', (data: ArrayBuffer) => watch.received.push(...decodeMessages(new Uint8Array(data))));
      this.on('close', (code, reason) => watch.goodbyes.push({ code, reason: reason.toString() }));
    }

    override send(data: Uint8Array): void {
      watch.sent.push(...decodeMessages(new Uint8Array(data)));
      super.send(data);
    }
  } as typeof WebSocket;
}
