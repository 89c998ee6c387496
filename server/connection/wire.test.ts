import { describe, expect, it } from 'vitest';
import { usualLimits } from '../limits/limits.ts';
import { closeReason, type Frame } from '../protocol/index.ts';
import { FakeClock } from '../room/fakeClock.fixture.ts';
import { FakeSocket } from './fakeSocket.fixture.ts';
import { Wire } from './wire.ts';

const frame = Uint8Array.of(1) as Frame;
const mebibyte = 2 ** 20;
const sign = Uint8Array.of(2) as Frame;

/** @param documentBytes of a document of which as much may wait as of any, by default */
function open(documentBytes = 4 * mebibyte, limits = usualLimits) {
  const socket = new FakeSocket();
  const clock = new FakeClock();
  let ends = 0;
  const wire = new Wire({
    socket,
    clock,
    limits,
    owner: {
      documentBytes,
      keepAlive: () => sign,
      onWireEnd: () => {
        ends += 1;
      },
    },
  });
  return { socket, clock, wire, ends: () => ends };
}

describe('Wire', () => {
  it('ends once, whoever begins, and says nothing after', () => {
    for (const begin of ['end', 'lost'] as const) {
      const { socket, wire, ends } = open();
      if (begin === 'end') wire.end(closeReason('goingAway', 'bye'));
      else wire.lost();
      wire.end(closeReason('denied', 'again'));
      wire.lost();
      wire.send(frame);
      wire.resume();
      expect([ends(), socket.frames]).toEqual([1, []]);
      expect(socket.closed?.code).toBe(begin === 'end' ? 1001 : undefined);
    }
  });

  it('tells its owner of the end before it says goodbye, so that nothing is sent between', () => {
    const { wire, ends, socket } = open();
    socket.bufferedBytes = 2 * mebibyte;
    wire.send(frame);
    wire.send(new Uint8Array(mebibyte + 1) as Frame);
    expect([ends(), socket.closed?.code, socket.frames]).toEqual([1, 1013, [frame]]);
  });

  it('says how full its socket is, and that it is full until it has drained', () => {
    const { wire, socket } = open();
    const pressures = [mebibyte / 8, mebibyte / 2, 2 * mebibyte, mebibyte / 8].map((bytes) => {
      socket.bufferedBytes = bytes;
      wire.send(frame);
      return wire.pressure;
    });
    expect(pressures).toEqual(['none', 'some', 'full', 'full']);
    wire.drained();
    expect(wire.pressure).toBe('none');
  });

  it.each([
    { document: 'nothing', documentBytes: 0, fullBytes: 192 * 1024 },
    { document: '600 kB', documentBytes: 600_000, fullBytes: 300_000 },
    { document: '16 MiB', documentBytes: 16 * mebibyte, fullBytes: mebibyte },
  ])('lets half of a document wait, and of $document $fullBytes bytes', ({ documentBytes, fullBytes }) => {
    const { wire, socket } = open(documentBytes);
    const pressures = [fullBytes, fullBytes + 1].map((bytes) => {
      socket.bufferedBytes = bytes;
      wire.send(frame);
      return wire.pressure;
    });
    expect(pressures).toEqual(['some', 'full']);
  });

  it('is not full of what the network was not offered yet, below what may wait of any document', () => {
    const { wire, socket } = open(0);
    socket.offeredBytesMax = 0;
    const pressures = [mebibyte, mebibyte + 1].map((bytes) => {
      socket.bufferedBytes = bytes;
      wire.send(frame);
      return wire.pressure;
    });
    expect(pressures).toEqual(['some', 'full']);
  });

  it('sends what can not wait to a full socket, up to a bound', () => {
    const { wire, socket } = open();
    socket.bufferedBytes = 2 * mebibyte;
    const small = new Uint8Array(mebibyte / 8) as Frame;
    for (let sent = 0; sent < 9; sent += 1) wire.send(small);
    expect([socket.frames.length, socket.closed]).toEqual([9, undefined]);
    wire.send(small);
    expect(socket.closed?.code).toBe(1013);
  });

  it.each([
    { mebibytes: 2, seconds: 60 + 128 },
    { mebibytes: 16, seconds: 60 + 1024 },
  ])(
    'ends a socket with $mebibytes MiB that has not drained in $seconds s',
    async ({ mebibytes, seconds }) => {
      const { socket, clock, wire } = open();
      socket.bufferedBytes = mebibytes * mebibyte;
      wire.send(frame);
      for (let second = 0; second < seconds; second += 1) {
        await clock.pass(1000);
        wire.heard(clock.nowMs());
        wire.beat();
      }
      expect(socket.closed).toBeUndefined();
      await clock.pass(1000);
      wire.beat();
      expect(socket.closed?.code).toBe(1013);
    },
  );

  it('gives a sign into 20 s of silence, and none while it talks (S16)', async () => {
    const { socket, clock, wire } = open();
    for (let second = 0; second < 60; second += 1) {
      await clock.pass(1000);
      wire.heard(clock.nowMs());
      if (second === 30) wire.send(frame);
      wire.beat();
    }
    expect(socket.frames).toEqual([sign, frame, sign]);
  });

  it('never takes somebody for gone who answers, even where ten seconds of silence are too long', async () => {
    const { socket, clock, wire } = open(0, { ...usualLimits, silenceSeconds: 10 });
    await clock.pass(4999);
    for (let beats = 0; beats < 12; beats += 1) {
      const { pings } = socket;
      wire.beat();
      if (socket.pings > pings) wire.heard(clock.nowMs());
      await clock.pass(5002);
    }
    expect(socket.isTerminated).toBe(false);
  });

  it('pings every 30 s, and ends without a goodbye after 75 s without an answer', async () => {
    const { socket, clock, wire } = open();
    for (let second = 0; second < 75; second += 5) {
      await clock.pass(5000);
      wire.beat();
    }
    expect([socket.pings, socket.isTerminated]).toEqual([2, false]);
    await clock.pass(5000);
    wire.beat();
    expect(socket.isTerminated).toBe(true);
  });
});
