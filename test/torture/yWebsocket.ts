import { decodeMessages } from '@scriptorium/server/protocol';
import { WebsocketProvider as Provider3 } from 'y-websocket';
import { WebsocketProvider as Provider2 } from 'y-websocket-2';
import type { Client, ClientOptions } from './client.ts';
import { Line } from './line.ts';

const providers = { 2: Provider2, 3: Provider3 } as const;
const backoffMsMax = 200;

/** y-websocket: what comes back of one's own is saved. */
export function openYWebsocket(version: keyof typeof providers, options: ClientOptions): Client {
  const { place, document, typist, token } = options;
  const line = new Line((frame) => {
    for (const message of decodeMessages(frame))
      if (message.kind === 'update') typist.tellClock(typist.clockEndIn(message.update));
  });
  const Provider = providers[version] as typeof Provider3;
  const provider = new Provider(place.webSocketUrl, document, typist.doc, {
    // In one process two clients would otherwise talk to each other past the server.
    disableBc: true,
    maxBackoffTime: backoffMsMax,
    params: token === undefined ? {} : { token },
    WebSocketPolyfill: line.Socket as never,
  });
  return {
    ...options,
    line,
    hearsOfAll: false,
    isSynced: () => provider.synced,
    close: () => {
      provider.destroy();
      provider.awareness.destroy();
      line.end();
    },
  };
}
