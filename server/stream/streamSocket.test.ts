import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { Outbox } from '../connection/outbox.ts';
import { closeReason, type Frame } from '../protocol/index.ts';
import { FakeClock } from '../room/fakeClock.fixture.ts';
import { StreamSocket } from './streamSocket.ts';

const frame = (...bytes: number[]): Frame => new Uint8Array(bytes) as Frame;

/** A socket on a stream that the test reads, and whose turns of the event loop it ends. */
function open({ highWaterMark = 16 * 1024 } = {}) {
  const response = new PassThrough({ highWaterMark });
  const clock = new FakeClock();
  let endTurn: () => void = () => {};
  const outbox = new Outbox((action) => {
    endTurn = action;
  });
  const socket = new StreamSocket({ response, outbox, clock });
  const told: string[] = [];
  socket.listen({
    onFrame: (bytes) => told.push(`frame ${bytes.join()}`),
    onText: () => told.push('text'),
    onTooLarge: () => told.push('too large'),
    onAlive: () => told.push('alive'),
    onDrain: () => told.push('drain'),
    onClose: () => told.push('close'),
  });
  const read = () => String(response.read() ?? '');
  return { response, clock, socket, told, read, endTurn: () => endTurn() };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('a stream says', () => {
  it('its name first, and frames as events, with one write in a turn', () => {
    const { socket, response, read, endTurn } = open();
    socket.open('name');
    const chunks: unknown[] = [];
    socket.send(frame(1, 2, 3));
    socket.send(frame());
    expect(read()).toBe('event: opened\ndata: name\n\n');
    response.on('data', (chunk) => chunks.push(String(chunk)));
    endTurn();
    expect(chunks).toEqual(['data: AQID\n\ndata: \n\n']);
  });

  it('goodbye behind what was sent before, and nothing behind that', async () => {
    const { socket, read, told, endTurn, response } = open();
    socket.send(frame(7));
    socket.close(closeReason('overloaded', 'Too\n\n"much".'));
    socket.send(frame(8));
    socket.ping();
    endTurn();
    expect(read()).toBe(
      'data: Bw==\n\nevent: closed\ndata: {"code":1013,"reason":"Too\\n\\n\\"much\\"."}\n\n',
    );
    response.resume();
    await turn();
    socket.close(closeReason('overloaded', 'again'));
    expect(told).toEqual(['close']);
  });

  it('nothing more to a client that does not read its goodbye, and ends after half a minute', async () => {
    const { socket, told, clock } = open({ highWaterMark: 1 });
    socket.close(closeReason('goingAway', ''));
    await clock.pass(29_999);
    expect(told).toEqual([]);
    await clock.pass(1);
    await turn();
    expect(told).toEqual(['close']);
  });

  it('how much waits, and when all has left', async () => {
    const { socket, response, told, endTurn } = open({ highWaterMark: 8 });
    for (let sent = 0; sent < 3; sent += 1) {
      socket.send(frame(1, 2, 3));
      endTurn();
    }
    expect([socket.bufferedBytes, socket.refusedBytes]).toEqual([36, 36]);
    response.resume();
    await turn();
    await turn();
    expect([socket.bufferedBytes, told]).toEqual([0, ['drain']]);
    expect(socket.bytesWritten).toBe(36);
  });
});

describe('a posting', () => {
  it('is a sign of life, with frames or without', async () => {
    const { socket, told } = open();
    await socket.take({ first: 1, frames: [] });
    await socket.take({ first: 1, frames: [frame(1)] });
    expect(told).toEqual(['alive', 'alive', 'frame 1']);
    expect(socket.bytesRead).toBe(1);
  });

  it('waits between two frames for as long as it is paused, and is not taken twice meanwhile', async () => {
    const { socket, told } = open();
    const frames = [frame(1), frame(2)];
    socket.pause();
    const both = [socket.take({ first: 1, frames }), socket.take({ first: 1, frames })];
    await turn();
    expect(told).toEqual(['alive', 'alive']);
    socket.resume();
    expect(await Promise.all(both)).toEqual(['taken', 'taken']);
    expect(told.slice(2)).toEqual(['frame 1', 'frame 2']);
  });

  it('is told that the stream is over when it ends before it is read from', async () => {
    const { socket, told } = open();
    socket.pause();
    const taken = socket.take({ first: 1, frames: [frame(1)] });
    socket.terminate();
    expect(await taken).toBe('over');
    expect(told).toEqual(['alive', 'close']);
  });
});
