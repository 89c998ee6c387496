import { createProvider } from '@scriptorium/editor';
import { Awareness } from 'y-protocols/awareness';
import type { Client, ClientOptions } from './client.ts';
import { Line } from './line.ts';

/** scriptorium.v1: `whenSaved` is about what was typed before the call, `peek().saved` about everything. */
export function openScriptorium(options: ClientOptions): Client {
  const { place, document, typist, token } = options;
  const { doc } = typist;
  const line = new Line();
  const awareness = new Awareness(doc);
  const page = new EventTarget();
  const provider = createProvider({
    url: place.webSocketUrl,
    name: document,
    doc,
    awareness,
    page,
    token: () => token,
    WebSocket: line.Socket as never,
  });
  provider.subscribe(({ saved }) => saved && typist.tell(typist.tokens.length));
  return {
    ...options,
    line,
    hearsOfAll: true,
    isSynced: () => provider.peek().synced && provider.peek().connection.state === 'connected',
    typed: () => {
      const count = typist.tokens.length;
      // It rejects once the provider is destroyed; then nobody was told anything.
      provider.whenSaved().then(
        () => typist.tell(count),
        () => {},
      );
    },
    hurry: () => page.dispatchEvent(new Event('online')),
    close: () => {
      provider.destroy();
      awareness.destroy();
      line.end();
    },
  };
}
