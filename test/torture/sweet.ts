import { ByteReader, decodeMessages } from '@scriptorium/server/protocol';
import { createYjsProvider } from '@y-sweet/client';
import { DocumentManager } from '@y-sweet/sdk';
import type { Client, ClientOptions } from './client.ts';
import { Line } from './line.ts';

/**
 * y-sweet: the client numbers its edits, and what the server sends back of the numbers is saved (`ackedVersion`); at the last
 * of them `hasLocalChanges` is false. Here only tokens are edits, so number n stands for the first n tokens.
 */
export function openSweet(options: ClientOptions): Client {
  const { place, document, typist, token } = options;
  const line = new Line((frame) => {
    for (const message of decodeMessages(frame))
      if (message.kind === 'syncStatus') typist.tell(new ByteReader(message.payload).varUint());
  });
  const manager = new DocumentManager(connectionString(place.httpUrl, token));
  let isClosed = false;
  const fetchToken = () =>
    isClosed ? new Promise<never>(() => {}) : manager.getOrCreateDocAndToken(document);
  const provider = createYjsProvider(typist.doc, document, fetchToken, {
    WebSocketPolyfill: line.Socket as never,
    showDebuggerLink: false,
  });
  return {
    ...options,
    line,
    hearsOfAll: true,
    isSynced: () => provider.status === 'connected',
    // What it does on the window's event `online`; there is no window here.
    hurry: () => (provider as unknown as { readonly online: () => void }).online(),
    close: () => {
      isClosed = true;
      provider.disconnect();
      provider.destroy();
      provider.awareness.destroy();
      line.end();
    },
  };
}

/** How its SDK wants to be told of a server. */
function connectionString(httpUrl: string, token = ''): string {
  return httpUrl.replace('http://', token === '' ? 'ys://' : `ys://${token}@`);
}

/** What it says of each attempt that fails: no option keeps it quiet. */
const complaints = ['Failed to get client token', 'connect() called while a connect loop'];

/** Keeps these complaints, and nothing else, from the console for as long as the program runs. */
export function quietSweet(): void {
  const { warn } = console;
  console.warn = (...words: unknown[]) => {
    if (!complaints.some((complaint) => String(words[0]).startsWith(complaint))) warn(...words);
  };
}
