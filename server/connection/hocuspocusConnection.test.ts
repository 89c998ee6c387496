import { describe, expect, it } from 'vitest';
import type { Access, Authorize } from '../auth/access.ts';
import { encodeAwareness, type HocuspocusMessage } from '../protocol/index.ts';
import { settle } from '../room/fakeClock.fixture.ts';
import { Desk, denied, emptyUpdate, emptyVector, granted, texts } from './hocuspocusDesk.fixture.ts';

const torn = Uint8Array.of(1, 1, 1, 0, 4, 1, 1, 0x74, 9);

describe('a document on a socket of Hocuspocus', () => {
  it('is let in, asked, and answered, in this order', async () => {
    const desk = new Desk();
    await desk.attach();
    expect(desk.heard()).toEqual([
      { kind: 'authenticated', scope: 'read-write' },
      { kind: 'syncStep1', vector: emptyVector },
      { kind: 'syncStep2', update: emptyUpdate },
    ]);
  });

  it('has its key on every answer, two sessions of one document apart', async () => {
    const desk = new Desk();
    await desk.attach('notes\0one');
    await desk.attach('notes\0two');
    desk.send('notes\0one', ...texts('hi'));
    await desk.pass();
    expect([desk.saved('notes\0one'), desk.saved('notes\0two')]).toEqual([1, 0]);
    expect([desk.count('update', 'notes\0one'), desk.count('update', 'notes\0two')]).toEqual([0, 1]);
    expect(desk.heard('notes')).toEqual([]);
    expect(desk.harness.rooms.size).toBe(1);
  });

  it('costs the others nothing when it is denied, malformed, or has no valid name', async () => {
    const authorize: Authorize = ({ name }) => Promise.resolve(name === 'secret' ? denied : granted('write'));
    const desk = new Desk({ authorize });
    const bad = ['secret', '', '  ', '..', 'x'.repeat(256), `${'y'.repeat(2000)}\0id`, 'torn'];
    for (const key of ['notes', ...bad]) await desk.attach(key);
    desk.send('torn', { kind: 'update', update: torn });
    for (const key of bad.slice(0, -1)) expect(desk.kinds(key)).toContain('denied');
    expect(desk.kinds('torn').at(-1)).toBe('close');
    for (const key of bad) desk.send(key, ...texts('never'));
    desk.send('notes', ...texts('hi'));
    await desk.pass();
    expect(desk.saved('notes')).toBe(1);
    expect(bad.map((key) => desk.saved(key))).toEqual(bad.map(() => 0));
    expect(desk.harness.log.appends).toEqual([1]);
    expect([desk.socket.closed, desk.socket.isTerminated]).toEqual([undefined, false]);
  });

  it('tells a provider without a version of a malformed update in a word that it knows', async () => {
    const desk = new Desk();
    desk.send('notes', { kind: 'update', update: torn });
    await settle();
    expect(desk.kinds().at(-1)).toBe('denied');
  });

  it('is read again by itself when the disk fails for a while', async () => {
    const desk = new Desk();
    desk.harness.log.readFailures = 2;
    await desk.attach();
    desk.send('notes', ...texts('hi'));
    expect(desk.kinds()).toEqual(['authenticated']);
    await desk.pass(2000);
    expect(desk.kinds()).toEqual(['authenticated']);
    await desk.pass(3000);
    expect(desk.kinds()).toEqual(['authenticated', 'syncStep1', 'syncStep2', 'status']);
    expect(desk.socket.closed).toBeUndefined();
  });

  it('is not read again when it was left meanwhile', async () => {
    const desk = new Desk();
    desk.harness.log.readFailures = 1;
    await desk.attach();
    desk.send('notes', { kind: 'detach' });
    await desk.pass(10_000);
    expect(desk.harness.log.reads).toHaveLength(1);
    expect(desk.harness.clock.pending).toBe(0);
  });

  it('is left when it is detached, and opened anew when it is attached again', async () => {
    const desk = new Desk();
    await desk.attach();
    const state = new TextEncoder().encode('{}');
    const presence = encodeAwareness([{ clientId: 7, clock: 1, state }]);
    desk.send('notes', { kind: 'awareness', update: presence });
    const { member } = await desk.harness.join();
    const heard = member.heard('awareness').length;
    desk.send('notes', { kind: 'detach' });
    await desk.pass();
    expect(member.heard('awareness').length).toBe(heard + 1);
    await desk.attach();
    expect(desk.count('authenticated')).toBe(2);
  });
});

describe('a socket of Hocuspocus', () => {
  async function beats(desk: Desk, seconds: number): Promise<readonly (readonly number[])[]> {
    const before = desk.socket.frames.length;
    for (let second = 0; second < seconds; second += 1) {
      await desk.pass(1000);
      desk.connection.onAlive();
      desk.connection.beat();
    }
    return desk.socket.frames.slice(before).map((frame) => [...frame]);
  }

  it('is pinged every 20 s of silence when its provider has a version (S16)', async () => {
    const desk = new Desk();
    await desk.attach();
    expect(await beats(desk, 60)).toEqual([[9], [9], [9]]);
  });

  it('hears presence of nobody about one of its documents when its provider is older (S16)', async () => {
    const desk = new Desk();
    desk.send('doc', { kind: 'syncStep1', vector: emptyVector });
    await settle();
    const sign = [3, 0x64, 0x6f, 0x63, 1, 1, 0];
    expect(await beats(desk, 40)).toEqual([sign, sign]);
    desk.send('doc', { kind: 'detach' });
    expect(await beats(desk, 20)).toEqual([sign]);
  });

  it('hears nothing as long as it has said nothing', async () => {
    expect(await beats(new Desk(), 60)).toEqual([]);
  });

  it('is answered with a pong when it pings, and not when it pongs', async () => {
    const desk = new Desk();
    desk.connection.onFrame(Uint8Array.of(9));
    desk.connection.onFrame(Uint8Array.of(10));
    expect(desk.socket.frames).toEqual([Uint8Array.of(10)]);
  });

  it('has at most 1000 documents; those past it are refused, and the others go on (S23)', async () => {
    const desk = new Desk();
    for (let index = 0; index < 1000; index += 1)
      desk.send(`d${index}`, { kind: 'token', token: '', version: '4' });
    await settle();
    for (const key of ['one', 'two']) await desk.attach(key);
    expect([desk.kinds('one').at(-1), desk.kinds('two').at(-1)]).toEqual(['denied', 'denied']);
    expect(desk.harness.rooms.size).toBe(1000);
    desk.send('d7', ...texts('hi'));
    await desk.pass();
    expect(desk.saved('d7')).toBe(1);
    desk.send('d8', { kind: 'detach' });
    await desk.attach('three');
    expect(desk.kinds('three')).toContain('syncStep2');
  });

  it('ends when it sends more before it is let in than may wait, all its documents together (S23)', async () => {
    const desk = new Desk({ authorize: () => new Promise(() => {}) });
    const update = new Uint8Array(2 ** 20);
    for (let index = 0; index < 5; index += 1) desk.send(`d${index}`, { kind: 'update', update });
    expect(desk.socket.closed).toBeUndefined();
    desk.send('d5', { kind: 'update', update });
    expect(desk.socket.closed?.code).toBe(1013);
  });

  it('may send as much again when it was let in (S23)', async () => {
    const answers: ((access: Access) => void)[] = [];
    const desk = new Desk({ authorize: () => new Promise((resolve) => answers.push(resolve)) });
    const messages = Array.from({ length: 999 }, (): HocuspocusMessage => ({ kind: 'queryAwareness' }));
    desk.send('notes', ...messages);
    await settle();
    answers[0]?.(granted('write'));
    await settle();
    desk.send('other', ...messages);
    expect(desk.socket.closed).toBeUndefined();
    desk.send('other', ...messages);
    expect(desk.socket.closed?.code).toBe(1013);
  });

  it('ends after what is no message of the protocol, with a reason', async () => {
    for (const frame of [Uint8Array.of(), Uint8Array.of(1, 0x61, 0, 9), Uint8Array.of(1, 0x61, 6, 1, 0x78)]) {
      const desk = new Desk();
      await desk.attach();
      desk.connection.onFrame(frame);
      expect(desk.socket.closed).toMatchObject({ code: 4400, reason: expect.stringMatching(/./) });
    }
  });

  it('ends after text, which no provider sends', async () => {
    const desk = new Desk();
    desk.connection.onText();
    expect(desk.socket.closed?.code).toBe(4400);
  });

  it('leaves all its rooms when it is gone', async () => {
    const desk = new Desk();
    for (const key of ['one', 'two']) await desk.attach(key);
    desk.connection.onClose();
    await desk.pass(2000);
    expect(desk.harness.rooms.size).toBe(0);
    expect(desk.harness.clock.pending).toBe(0);
  });

  it('opens nothing for what comes in behind its goodbye', async () => {
    const desk = new Desk();
    desk.connection.onText();
    desk.send('notes', { kind: 'syncStep1', vector: emptyVector });
    await settle();
    expect(desk.harness.rooms.size).toBe(0);
  });

  it('ignores what is for hooks, and what is not known', async () => {
    const desk = new Desk();
    await desk.attach();
    const heard = desk.socket.frames.length;
    desk.send('notes', { kind: 'stateless', payload: 'x' }, { kind: 'unknown', type: 42 });
    await desk.pass();
    expect([desk.socket.frames.length, desk.socket.closed]).toEqual([heard, undefined]);
  });
});
