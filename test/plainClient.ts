import { WebSocket as NodeWebSocket } from 'ws';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';

/** Looks at a socket's traffic without touching it. */
export interface SocketWatch {
  received(frame: Uint8Array): void;
  sent(frame: Uint8Array): void;
}

export interface PlainClientOptions {
  readonly url: string;
  readonly room: string;
  readonly watch?: SocketWatch;
}

/** An unmodified y-websocket client with a document of its own. */
export class PlainClient {
  readonly doc = new Y.Doc();
  readonly #provider: WebsocketProvider;

  constructor({ url, room, watch }: PlainClientOptions) {
    this.#provider = new WebsocketProvider(url, room, this.doc, {
      // In one process two clients would otherwise talk to each other past the server.
      disableBc: true,
      WebSocketPolyfill: (watch === undefined ? NodeWebSocket : watchedSocket(watch)) as never,
    });
  }

  whenSynced(): Promise<void> {
    if (this.#provider.synced) return Promise.resolve();
    return new Promise((resolve) => {
      this.#provider.on('sync', (synced) => {
        if (synced) resolve();
      });
    });
  }

  whenDisconnected(): Promise<void> {
    if (!this.#provider.wsconnected) return Promise.resolve();
    return new Promise((resolve) => {
      this.#provider.on('status', ({ status }) => {
        if (status === 'disconnected') resolve();
      });
    });
  }

  close(): void {
    this.#provider.destroy();
    this.doc.destroy();
  }
}

function watchedSocket(watch: SocketWatch): new (url: string, protocols: string[]) => NodeWebSocket {
  return class extends NodeWebSocket {
    constructor(url: string, protocols: string[]) {
      super(url, protocols);
      this.on('message', (data: ArrayBuffer) => watch.received(new Uint8Array(data)));
    }

    override send(data: Uint8Array): void {
      watch.sent(data);
      super.send(data);
    }
  };
}
