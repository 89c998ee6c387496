import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { closeReason, type Frame } from '../protocol/index.ts';
import type { SocketListener } from './clientSocket.ts';
import { Outbox } from './outbox.ts';
import { HeardWebSocket, NetworkSocket } from './webSocket.ts';

const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) server.closeAllConnections();
});

/** A server's end and a client's end of one connection over the network. */
async function connect() {
  const server = createServer().listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  const accepted = new Promise<{ ws: HeardWebSocket; stream: Duplex }>((resolve) => {
    const upgrades = new WebSocketServer({
      noServer: true,
      perMessageDeflate: false,
      WebSocket: HeardWebSocket,
    });
    server.on('upgrade', (request, stream, head) =>
      upgrades.handleUpgrade(request, stream, head, (ws) => resolve({ ws, stream })),
    );
  });
  const client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const [{ ws, stream }] = await Promise.all([accepted, once(client, 'open')]);
  const heard: Buffer[] = [];
  client.on('message', (data) => heard.push(data as Buffer));
  const writes = vi.spyOn(stream, 'write');
  const socket = new NetworkSocket({ ws, stream, messageBytesMax: 400_000 }, new Outbox());
  return { client, ws, stream, socket, heard, writes };
}

function frameOf(length: number, fill = 7): Frame {
  return new Uint8Array(length).fill(fill) as Frame;
}

describe('NetworkSocket', () => {
  it.each([0, 1, 125, 126, 65_535, 65_536, 16 * 1024, 16 * 1024 + 1, 300_000])(
    'sends a message of %i bytes as one that a client understands',
    async (length) => {
      const { client, socket, heard } = await connect();
      socket.send(frameOf(length));
      await once(client, 'message');
      expect(heard.map((message) => message.equals(frameOf(length)))).toEqual([true]);
    },
  );

  it('writes once what it is given in one turn of the event loop, and keeps messages apart', async () => {
    const { socket, heard, writes } = await connect();
    const shared = frameOf(200);
    for (const frame of [shared, frameOf(3), shared]) socket.send(frame);
    expect(writes).not.toHaveBeenCalled();
    await expect.poll(() => heard.length).toBe(3);
    expect(heard.map(({ length }) => length)).toEqual([200, 3, 200]);
    expect(writes).toHaveBeenCalledTimes(1);
  });

  it('gives the same bytes to all sockets that are sent the same frame', async () => {
    const [one, other] = [await connect(), await connect()];
    const frame = frameOf(200);
    for (const { socket } of [one, other]) socket.send(frame);
    await expect.poll(() => one.heard.length + other.heard.length).toBe(2);
    expect(one.writes.mock.calls[0]?.[0]).toBe(other.writes.mock.calls[0]?.[0]);
  });

  it('counts what waits for its turn and what the network has not taken', async () => {
    const { client, socket, heard } = await connect();
    socket.send(frameOf(100));
    expect([socket.bufferedBytes, socket.refusedBytes]).toEqual([102, 0]);
    await expect.poll(() => heard.length).toBe(1);
    expect(socket.bufferedBytes).toBe(0);
    client.pause();
    for (let sent = 0; sent < 400; sent += 1) socket.send(frameOf(100_000));
    await new Promise(setImmediate);
    expect(socket.bufferedBytes).toBeGreaterThan(20_000_000);
    client.resume();
    await expect.poll(() => heard.length).toBe(401);
    expect(socket.bufferedBytes).toBe(0);
  });

  it('says goodbye behind all that it was given, and nothing after', async () => {
    const { client, socket, heard } = await connect();
    socket.send(frameOf(5));
    socket.close(closeReason('goingAway', 'bye'));
    socket.send(frameOf(6));
    const [code] = await once(client, 'close');
    expect([code, heard.map(({ length }) => length)]).toEqual([1001, [5]]);
  });

  it('writes nothing when the far end is gone meanwhile', async () => {
    const { client, ws, socket, writes } = await connect();
    client.terminate();
    await once(ws, 'close');
    socket.send(frameOf(5));
    await new Promise(setImmediate);
    expect([writes.mock.calls.length, socket.bufferedBytes]).toEqual([0, 0]);
  });
});

const ignore = () => {};
const deaf: SocketListener = {
  onFrame: ignore,
  onText: ignore,
  onTooLarge: ignore,
  onAlive: ignore,
  onDrain: ignore,
  onClose: ignore,
};

/** What a connection is given of a message of so many bytes, and what `ws` had made of it. */
async function receive(length: number) {
  const { client, ws, socket } = await connect();
  const made: Buffer[] = [];
  ws.on('message', (data) => made.push(data as Buffer));
  const frames: Uint8Array[] = [];
  socket.listen({ ...deaf, onFrame: (frame) => frames.push(frame) });
  client.send(frameOf(length));
  await expect.poll(() => frames.length).toBe(1);
  return { frame: frames[0], made: made[0] };
}

describe('NetworkSocket, listening,', () => {
  it('keeps what its stream has no room for, in order, and says only then that all has left when it has', async () => {
    const { client, socket, stream, heard } = await connect();
    const drained: number[] = [];
    socket.listen({ ...deaf, onDrain: () => drained.push(socket.bufferedBytes) });
    client.pause();
    while (!stream.writableNeedDrain) {
      socket.send(frameOf(100_000));
      await new Promise(setImmediate);
    }
    const held = stream.writableLength;
    for (let sent = 0; sent < 2000; sent += 1) {
      socket.send(frameOf(500, sent % 256));
      if (sent % 100 === 0) await new Promise(setImmediate);
    }
    expect(stream.writableLength).toBe(held);
    expect(socket.bufferedBytes).toBe(held + 2000 * 504);
    expect(socket.refusedBytes).toBe(socket.bufferedBytes);
    client.resume();
    await expect.poll(() => drained.length).toBeGreaterThan(0);
    expect(drained[0]).toBeLessThan(64 * 1024);
    await expect.poll(() => heard.filter(({ length }) => length === 500).length).toBe(2000);
    const small = heard.filter(({ length }) => length === 500);
    expect(small.map(([first]) => first)).toEqual(small.map((_, sent) => sent % 256));
  });

  it('writes what waits before it says goodbye', async () => {
    const { client, socket, stream, heard } = await connect();
    client.pause();
    while (!stream.writableNeedDrain) {
      socket.send(frameOf(100_000));
      await new Promise(setImmediate);
    }
    socket.send(frameOf(3));
    await new Promise(setImmediate);
    socket.close(closeReason('overloaded', 'too slow'));
    client.resume();
    const [code] = await once(client, 'close');
    expect([code, heard.at(-1)?.length]).toEqual([1013, 3]);
  });

  it('hands on bytes of their own when they came within a chunk, lest a room keep all of that', async () => {
    const { frame, made } = await receive(2000);
    expect(frame).toEqual(new Uint8Array(2000).fill(7));
    expect(frame?.buffer.byteLength).toBe(2000);
    expect(made?.buffer.byteLength).toBeGreaterThan(2000);
  });

  it('reads a short message past `ws`, into memory of its own', async () => {
    const { frame, made } = await receive(20);
    expect(frame).toEqual(new Uint8Array(20).fill(7));
    expect([frame?.buffer.byteLength, made]).toEqual([20, undefined]);
  });

  it('reads nothing behind a frame that breaks the protocol, and nothing behind a goodbye', async () => {
    const short = Uint8Array.of(0x82, 0x81, 0, 0, 0, 0, 9);
    for (const end of [Uint8Array.of(0xf2, 0x80, 0, 0, 0, 0), Uint8Array.of(0x88, 0x80, 0, 0, 0, 0)]) {
      const { client, ws, socket, stream } = await connect();
      const frames: Uint8Array[] = [];
      socket.listen({ ...deaf, onFrame: (frame) => frames.push(frame) });
      stream.emit('data', Buffer.concat([short, end, short]));
      const closed = new Promise((resolve) => ws.once('close', resolve));
      await new Promise(setImmediate);
      stream.emit('data', Buffer.from(short));
      client.terminate();
      await closed;
      expect(frames).toEqual([Uint8Array.of(9)]);
    }
  });

  it('hands on a document without a copy when `ws` has put it together from many chunks', async () => {
    const { frame, made } = await receive(300_000);
    expect(frame).toEqual(new Uint8Array(300_000).fill(7));
    expect(frame?.buffer).toBe(made?.buffer);
  });
});
