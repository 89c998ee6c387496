import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { admitEverybody } from '../auth/access.ts';
import { encodeMessage } from '../protocol/index.ts';
import { Recorder } from '../room/recorder.fixture.ts';
import type { Report } from '../room/report.ts';
import { name, RoomsHarness } from '../room/roomsHarness.fixture.ts';
import { Connection } from './connection.ts';
import type { Dialect } from './dialect.ts';
import { FakeSocket } from './fakeSocket.fixture.ts';
import { Gate } from './gate.ts';
import { Heartbeat } from './heartbeat.ts';
import { PlainDialect } from './plainDialect.ts';
import { ScriptoriumDialect } from './scriptoriumDialect.ts';

function connect(harness: RoomsHarness, dialect: Dialect = new PlainDialect()) {
  const socket = new FakeSocket();
  const report: Report = (problem) => harness.problems.push(problem);
  const connection = new Connection({
    socket,
    dialect,
    clock: harness.clock,
    rooms: harness.rooms,
    name,
    gate: new Gate({ authorize: admitEverybody, clock: harness.clock, report }),
    report,
  });
  return { socket, connection, opened: connection.open() };
}

const typed = (text: string) => encodeMessage(new Recorder().type(text));
const emptyPresence = Uint8Array.of(1, 1, 0);

describe('Connection', () => {
  it('reads nothing from the socket until the document is loaded (S6)', async () => {
    const { socket, opened } = connect(new RoomsHarness());
    expect([socket.isPaused, socket.frames.length]).toEqual([true, 0]);
    await opened;
    expect(socket.isPaused).toBe(false);
    expect(socket.messages[0]).toEqual({ kind: 'syncStep1', vector: Uint8Array.of(0) });
  });

  it('does not join a room when its socket ended while the document was loading', async () => {
    const harness = new RoomsHarness();
    const { socket, connection, opened } = connect(harness);
    connection.onClose();
    await opened;
    expect(socket.frames).toEqual([]);
    await harness.clock.pass(2000);
    expect(harness.rooms.size).toBe(0);
  });

  it('echoes an update to a plain client once the disk has it', async () => {
    const harness = new RoomsHarness();
    const { socket, connection, opened } = connect(harness);
    await opened;
    harness.log.hold();
    const frame = typed('hello');
    connection.onFrame(frame);
    await harness.clock.pass(500);
    expect(socket.frames).toHaveLength(1);
    harness.log.release();
    await harness.clock.pass(500);
    expect(socket.frames.slice(1)).toEqual([frame]);
  });

  it('counts for our own client what is on disk, and does not echo', async () => {
    const harness = new RoomsHarness();
    const { socket, connection, opened } = connect(harness, new ScriptoriumDialect(() => 0));
    await opened;
    connection.onFrame(typed('a'));
    connection.onFrame(typed('b'));
    await harness.clock.pass(100);
    expect(socket.messages).toEqual([
      { kind: 'access', level: 'write' },
      { kind: 'syncStep1', vector: Uint8Array.of(0) },
      { kind: 'saved', count: 1 },
      { kind: 'saved', count: 2 },
    ]);
  });

  it('takes several messages in one frame, and sends one in each', async () => {
    const harness = new RoomsHarness();
    const { socket, connection, opened } = connect(harness);
    await opened;
    const { member } = await harness.join();
    const ask = encodeMessage({ kind: 'syncStep1', vector: Uint8Array.of(0) });
    connection.onFrame(new Uint8Array([...typed('one'), ...ask]));
    expect(member.text).toBe('one');
    const answer = socket.messages.find(({ kind }) => kind === 'syncStep2');
    expect(answer).toBeDefined();
    expect(socket.frames.every((frame) => frame.length > 0)).toBe(true);
    const doc = new Y.Doc();
    if (answer?.kind === 'syncStep2') Y.applyUpdate(doc, answer.update);
    expect(doc.getText('body').toString()).toBe('one');
  });

  it.each([
    ['an unknown message', Uint8Array.of(7)],
    ['a sync message cut short', typed('torn').subarray(0, 9)],
    ['a message that only a server sends', encodeMessage({ kind: 'saved', count: 1 })],
  ])('ends with a reason after %s, and others stay', async (_, frame) => {
    const harness = new RoomsHarness();
    const { socket, connection, opened } = connect(harness);
    await opened;
    const { member } = await harness.join();
    connection.onFrame(frame);
    expect(socket.closed?.code).toBe(4400);
    expect(socket.closed?.reason).not.toBe('');
    expect(member.dismissal).toBeUndefined();
    expect(harness.log.appends).toEqual([]);
  });

  it('ends after text, which no client sends', async () => {
    const { socket, connection, opened } = connect(new RoomsHarness());
    await opened;
    connection.onText();
    expect(socket.closed?.code).toBe(4400);
  });

  it('sends nothing to a socket that is full, and one update when it has drained', async () => {
    const harness = new RoomsHarness();
    const { socket, connection, opened } = connect(harness);
    await opened;
    connection.onFrame(encodeMessage({ kind: 'syncStep1', vector: Uint8Array.of(0) }));
    const { room, member } = await harness.join();
    socket.bufferedBytes = 2 * 1024 * 1024;
    await harness.type(room, member, 'the last one before it is seen, ');
    const sent = socket.frames.length;
    for (const word of ['and ', 'all ', 'these']) {
      await harness.type(room, member, word);
      await harness.clock.pass(10);
    }
    expect([socket.frames.length, socket.closed]).toEqual([sent, undefined]);
    socket.bufferedBytes = 0;
    connection.onDrain();
    expect(socket.frames.length).toBe(sent + 1);
    const reader = new Recorder();
    for (const message of socket.messages) reader.deliver(message);
    expect(reader.text).toBe('the last one before it is seen, and all these');
  });

  it('sends presence of nobody before 25 s of silence, so that y-websocket stays (S16)', async () => {
    const harness = new RoomsHarness();
    const { socket, connection, opened } = connect(harness);
    await opened;
    const heartbeat = new Heartbeat(harness.clock);
    heartbeat.add(connection);
    let silentMs = 0;
    for (let passedMs = 0; passedMs < 60_000; passedMs += 1000) {
      const frames = socket.frames.length;
      await harness.clock.pass(1000);
      silentMs = socket.frames.length > frames ? 0 : silentMs + 1000;
      expect(silentMs).toBeLessThan(26_000);
    }
    expect(socket.frames.slice(1)).toEqual([emptyPresence, emptyPresence, emptyPresence]);
    heartbeat.delete(connection);
    expect(harness.clock.pending).toBe(0);
  });

  it('pings, and ends without a goodbye when nothing comes back', async () => {
    const harness = new RoomsHarness();
    const { socket, connection, opened } = connect(harness);
    await opened;
    const heartbeat = new Heartbeat(harness.clock);
    heartbeat.add(connection);
    await harness.clock.pass(70_000);
    connection.onAlive();
    await harness.clock.pass(70_000);
    expect(socket.pings).toBe(4);
    expect(socket.isTerminated).toBe(false);
    await harness.clock.pass(10_000);
    expect(socket.isTerminated).toBe(true);
    heartbeat.delete(connection);
  });
});
