import {
  HocuspocusProvider as Provider4,
  HocuspocusProviderWebsocket as Socket4,
} from '@hocuspocus/provider';
import {
  HocuspocusProvider as Provider2,
  HocuspocusProviderWebsocket as Socket2,
} from 'hocuspocus-provider-2';
import {
  HocuspocusProvider as Provider3,
  HocuspocusProviderWebsocket as Socket3,
} from 'hocuspocus-provider-3';
import type { Client, ClientOptions } from './client.ts';
import { Line } from './line.ts';

const versions = {
  2: { Provider: Provider2, Socket: Socket2 },
  3: { Provider: Provider3, Socket: Socket3 },
  4: { Provider: Provider4, Socket: Socket4 },
} as const;

/** Soon, so that the rounds are short. */
const delays = { delay: 20, minDelay: 20, maxDelay: 200 };

/** Hocuspocus: several documents on one socket. When a provider's count of unsynced changes comes to 0, all is saved. */
export function openHocuspocus(
  version: keyof typeof versions,
  group: readonly ClientOptions[],
): readonly Client[] {
  const line = new Line();
  const Socket = versions[version].Socket as unknown as typeof Socket4;
  const url = group[0]?.place.webSocketUrl ?? '';
  const socket = new Socket({ url, WebSocketPolyfill: line.Socket, ...delays });
  return group.map((options) => openDocument(options, { version, socket, line }));
}

interface Shared {
  readonly version: keyof typeof versions;
  readonly socket: Socket4;
  readonly line: Line;
}

function openDocument(options: ClientOptions, { version, socket, line }: Shared): Client {
  const Provider = versions[version].Provider as unknown as typeof Provider4;
  const { document, typist, token = null } = options;
  const provider = new Provider({
    websocketProvider: socket,
    name: document,
    document: typist.doc,
    token,
    // Version 2 would otherwise talk to others in this process past the server.
    ...({ broadcast: false } as object),
  });
  // Version 2 has no option for it.
  provider.on('unsyncedChanges', () => {
    if (provider.unsyncedChanges === 0) typist.tell(typist.tokens.length);
  });
  if (version > 2) provider.attach();
  return {
    ...options,
    line,
    hearsOfAll: true,
    isSynced: () => line.isOpen && provider.synced,
    close: () => {
      provider.destroy();
      socket.destroy();
      line.end();
    },
  };
}
