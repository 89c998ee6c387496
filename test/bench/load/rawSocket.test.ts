import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import { equalBytes } from './decoded.ts';
import { frameOf, RawSocket } from './rawSocket.ts';

let server: WebSocketServer;
let port: number;
beforeEach(async () => {
  server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  server.on('connection', (socket) => socket.on('message', (data) => socket.send(data)));
  await once(server, 'listening');
  port = (server.address() as AddressInfo).port;
});
afterEach(() => server.close());

/** Sends messages of these sizes at once. @returns what an echoing server sent back. */
async function echoed(messages: readonly Uint8Array[]): Promise<readonly Uint8Array[]> {
  const back: Uint8Array[] = [];
  return new Promise((resolve, reject) => {
    const socket = new RawSocket({
      port,
      path: '/room',
      onMessage: (message) => {
        back.push(Uint8Array.from(message));
        if (back.length === messages.length) resolve(back);
      },
      onOpen: () => {
        for (const message of messages) socket.send(frameOf(message));
      },
      onClose: () => reject(new Error('closed')),
    });
    socket.whenOpen().catch(reject);
  });
}

it('messages of every length encoding come back as they were when sent together', async () => {
  const messages = [0, 1, 125, 126, 127, 65_535, 65_536, 70_000, 300_000].map((length) =>
    Uint8Array.from({ length }, (_, index) => index % 251),
  );
  const back = await echoed(messages);
  expect(back.map((message, index) => equalBytes(message, messages[index] ?? message))).toEqual(
    messages.map(() => true),
  );
});

it('a ping is answered when the server sends one', async () => {
  const connection = once(server, 'connection');
  const raw = new RawSocket({
    port,
    path: '/',
    onMessage: () => undefined,
    onClose: () => undefined,
  });
  const [socket] = await connection;
  const pong = once(socket, 'pong');
  socket.ping('are you there');
  expect(String((await pong)[0])).toBe('are you there');
  raw.close();
});

it('connecting fails when the server refuses the upgrade', async () => {
  server.options.verifyClient = (_info: unknown, done: (ok: boolean, code: number) => void) =>
    done(false, 401);
  const attempt = new RawSocket({
    port,
    path: '/',
    onMessage: () => undefined,
    onClose: () => undefined,
  });
  await expect(attempt.whenOpen()).rejects.toThrow('401');
});
