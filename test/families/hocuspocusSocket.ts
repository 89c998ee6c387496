import { HocuspocusProviderWebsocket as Socket4 } from '@hocuspocus/provider';
import { HocuspocusProviderWebsocket as Socket2 } from 'hocuspocus-provider-2';
import { HocuspocusProviderWebsocket as Socket3 } from 'hocuspocus-provider-3';
import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import {
  decodeHocuspocusAnswer,
  type HocuspocusAnswer,
} from '../../server/protocol/hocuspocusAnswer.fixture.ts';
import { eventually } from '../server/deadline.ts';
import type { Goodbye } from '../server/rawClient.ts';

const sockets = { 2: Socket2, 3: Socket3, 4: Socket4 } as const;
/** Of @hocuspocus/provider: 2.15, 3.4 and 4.8. */
export type HocuspocusVersion = keyof typeof sockets;
export const hocuspocusVersions: readonly HocuspocusVersion[] = [2, 3, 4];

/** The versions differ in types only where these tests do not look. */
export type ProviderSocket = InstanceType<typeof Socket4>;

/** The socket that unmodified providers of one version share, with an eye on its traffic. It ends with its test. */
export class HocuspocusSocket {
  readonly version: HocuspocusVersion;
  readonly provider: ProviderSocket;
  /** What the server said, about all documents. */
  readonly answers: HocuspocusAnswer[] = [];
  pings = 0;
  connections = 0;
  readonly goodbyes: Goodbye[] = [];

  constructor(url: string, version: HocuspocusVersion = 4) {
    this.version = version;
    const Socket = sockets[version] as unknown as typeof Socket4;
    this.provider = new Socket({
      url,
      WebSocketPolyfill: this.#watchedSocket(),
      // Back soon, so that no test waits.
      delay: 20,
      minDelay: 20,
      maxDelay: 200,
    });
    onTestFinished(() => this.provider.destroy());
  }

  get isConnected(): boolean {
    return this.provider.webSocket?.readyState === WebSocket.OPEN;
  }

  /** What the server said about one document, or one session of it. */
  answersTo(key: string): readonly HocuspocusAnswer['message'][] {
    return this.answers.flatMap((answer) => (answer.key === key ? [answer.message] : []));
  }

  /** Puts bytes on the wire in a provider's place. */
  sendBytes(bytes: Uint8Array): void {
    this.#raw.send(bytes);
  }

  /** The network is gone, without a goodbye. The providers come back by themselves. */
  cut(): void {
    this.#raw.terminate();
  }

  async whenConnectedAgain(connections = this.connections + 1): Promise<void> {
    await eventually('the socket to be connected again', () => this.connections >= connections);
  }

  get #raw(): WebSocket {
    return this.provider.webSocket as unknown as WebSocket;
  }

  #watchedSocket(): typeof WebSocket {
    const watch = this;
    return class extends WebSocket {
      constructor(url: string) {
        super(url);
        this.on('error', () => {});
        this.on('open', () => {
          watch.connections += 1;
        });
        this.on('message', (data: ArrayBuffer) => watch.#hear(new Uint8Array(data)));
        this.on('close', (code, reason) => watch.goodbyes.push({ code, reason: reason.toString() }));
      }
    } as typeof WebSocket;
  }

  #hear(frame: Uint8Array): void {
    const answer = decodeHocuspocusAnswer(frame);
    if (answer === undefined) this.pings += 1;
    else this.answers.push(answer);
  }
}
