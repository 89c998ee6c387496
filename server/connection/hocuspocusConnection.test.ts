import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { decodeHocuspocusAnswer } from '../protocol/hocuspocusAnswer.fixture.ts';
import { encodeAwareness, encodeHocuspocus, type HocuspocusMessage } from '../protocol/index.ts';
import { settle } from '../room/fakeClock.fixture.ts';
import { Recorder } from '../room/recorder.fixture.ts';
import { RoomsHarness } from '../room/roomsHarness.fixture.ts';
import { type Access, type Authorize, admitEverybody, type Visit } from './access.ts';
import { FakeSocket } from './fakeSocket.fixture.ts';
import { HocuspocusConnection } from './hocuspocusConnection.ts';

type Kind = HocuspocusMessage['kind'];

const emptyVector = Uint8Array.of(0);
const emptyUpdate = Uint8Array.of(0, 0);
const torn = Uint8Array.of(1, 1, 1, 0, 4, 1, 1, 0x74, 9);
const granted = (level: 'read' | 'write'): Access => ({ kind: 'granted', user: '', level });
const denied: Access = { kind: 'denied', reason: 'not you' };

/** One socket of a provider, in the test's own hands. */
class Desk {
  readonly harness: RoomsHarness;
  readonly socket = new FakeSocket();
  readonly connection: HocuspocusConnection;

  constructor({
    harness = new RoomsHarness(),
    authorize = admitEverybody,
  }: {
    harness?: RoomsHarness;
    authorize?: Authorize;
  } = {}) {
    this.harness = harness;
    const { rooms, clock } = harness;
    const report = (problem: (typeof harness.problems)[number]) => harness.problems.push(problem);
    this.connection = new HocuspocusConnection({ socket: this.socket, rooms, clock, authorize, report });
  }

  send(key: string, ...messages: HocuspocusMessage[]): void {
    for (const message of messages) this.connection.onFrame(encodeHocuspocus(key, message));
  }

  /** As version 4 does when its socket is open. */
  async attach(key = 'notes', token = ''): Promise<void> {
    this.send(key, { kind: 'token', token, version: '4.8.0' }, { kind: 'syncStep1', vector: emptyVector });
    await settle();
  }

  heard(key = 'notes'): readonly HocuspocusMessage[] {
    return this.socket.frames
      .map(decodeHocuspocusAnswer)
      .flatMap((answer) => (answer?.key === key ? [answer.message] : []));
  }

  kinds(key = 'notes'): readonly Kind[] {
    return this.heard(key).map(({ kind }) => kind);
  }

  count(kind: Kind, key = 'notes'): number {
    return this.kinds(key).filter((each) => each === kind).length;
  }

  /** How often it was told that something is saved. */
  saved(key = 'notes'): number {
    return this.heard(key).filter((message) => message.kind === 'status' && message.isApplied).length;
  }

  /** Lets what is under way settle, which may set timers, and then time pass. */
  async pass(ms = 100): Promise<void> {
    await settle();
    await this.harness.clock.pass(ms);
  }
}

function texts(...words: string[]): readonly HocuspocusMessage[] {
  const author = new Recorder();
  return words.map((word) => author.type(word) as HocuspocusMessage);
}

/** Deletes the first character. */
function erase(doc: Y.Doc): HocuspocusMessage {
  const updates: Uint8Array[] = [];
  doc.once('update', (update) => updates.push(update));
  doc.getText('body').delete(0, 1);
  return { kind: 'update', update: updates[0] ?? emptyUpdate };
}

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

describe('a token', () => {
  it('changes what its document allows, both ways, and the provider is told', async () => {
    const authorize: Authorize = ({ token }) => Promise.resolve(granted(token === 'w' ? 'write' : 'read'));
    const desk = new Desk({ authorize });
    const [first, second, third] = texts('one', 'two', 'three');
    if (first === undefined || second === undefined || third === undefined) throw new Error('too few');
    await desk.attach('notes', 'w');
    desk.send('notes', first);
    await desk.pass();
    desk.send('notes', { kind: 'token', token: 'r', version: '4.8.0' });
    await settle();
    desk.send('notes', second);
    await desk.pass();
    expect(desk.heard().slice(3)).toEqual([
      { kind: 'status', isApplied: true },
      { kind: 'authenticated', scope: 'readonly' },
      { kind: 'status', isApplied: false },
    ]);
    desk.send('notes', { kind: 'token', token: 'w', version: '4.8.0' });
    await settle();
    expect(desk.kinds().slice(-2)).toEqual(['authenticated', 'syncStep1']);
    desk.send('notes', second, third);
    await desk.pass();
    expect(desk.harness.log.appends.reduce((sum, entries) => sum + entries, 0)).toBe(3);
  });

  it('counts only as the last one, however long the one before takes to be looked at', async () => {
    const answers: ((access: Access) => void)[] = [];
    const desk = new Desk({ authorize: () => new Promise((resolve) => answers.push(resolve)) });
    await desk.attach('notes', 'slow');
    desk.send('notes', { kind: 'token', token: 'fast', version: '4.8.0' }, ...texts('hi'));
    await settle();
    expect(answers).toHaveLength(1);
    answers[0]?.(granted('write'));
    await settle();
    answers[1]?.(granted('read'));
    await settle();
    desk.send('notes', ...texts('after'));
    await desk.pass();
    expect(desk.heard().filter(({ kind }) => kind === 'authenticated')).toEqual([
      { kind: 'authenticated', scope: 'read-write' },
      { kind: 'authenticated', scope: 'readonly' },
    ]);
    expect(desk.heard().at(-1)).toEqual({ kind: 'status', isApplied: false });
  });

  it('lets a document in that was denied, and brings what is in it', async () => {
    const authorize: Authorize = ({ token }) => Promise.resolve(token === 'good' ? granted('write') : denied);
    const desk = new Desk({ authorize });
    await desk.attach('notes', 'bad');
    expect(desk.heard()).toEqual([{ kind: 'denied', reason: 'not you' }]);
    desk.send('notes', { kind: 'token', token: 'good', version: '4.8.0' });
    await settle();
    expect(desk.kinds().slice(1)).toEqual(['authenticated', 'syncStep1', 'syncStep2']);
    desk.send('notes', { kind: 'syncStep2', update: emptyUpdate });
    await desk.pass();
    expect(desk.saved()).toBe(1);
  });

  it('is waited for when something is typed while it is fetched, and what was typed is not lost', async () => {
    const visits: Visit[] = [];
    const desk = new Desk({
      authorize: (visit) => {
        visits.push(visit);
        return Promise.resolve(visit.token === undefined ? denied : granted('write'));
      },
    });
    desk.send('notes', ...texts('early'));
    await desk.pass(10_000);
    expect(desk.heard()).toEqual([]);
    await desk.attach('notes', 'good');
    await desk.pass();
    expect(visits.map(({ token }) => token)).toEqual([undefined, 'good']);
    expect(desk.count('denied')).toBe(0);
    expect(desk.harness.log.appends).toEqual([1]);
    await desk.pass(60_000);
    expect(desk.count('denied')).toBe(0);
  });

  it('is waited for a minute, and then its document is denied', async () => {
    const desk = new Desk({ authorize: () => Promise.resolve(denied) });
    desk.send('notes', { kind: 'syncStep1', vector: emptyVector });
    await desk.pass(59_000);
    expect(desk.heard()).toEqual([]);
    await desk.pass(1000);
    expect(desk.heard()).toEqual([{ kind: 'denied', reason: 'not you' }]);
    expect(desk.socket.closed).toBeUndefined();
  });

  it('ends its document, and no other, when it is not good any more', async () => {
    const authorize: Authorize = ({ token }) => Promise.resolve(token === 'bad' ? denied : granted('write'));
    const desk = new Desk({ authorize });
    await desk.attach('notes', 'good');
    await desk.attach('other', 'good');
    desk.send('notes', { kind: 'token', token: 'bad', version: '4.8.0' });
    await settle();
    desk.send('notes', ...texts('never'));
    desk.send('other', ...texts('hi'));
    await desk.pass();
    expect(desk.kinds().at(-1)).toBe('denied');
    expect([desk.saved('notes'), desk.saved('other')]).toEqual([0, 1]);
  });

  it('lets nobody in when it can not be looked at (S10)', async () => {
    const desk = new Desk({ authorize: () => Promise.reject(new Error('the directory is down')) });
    await desk.attach('notes', 'any');
    expect(desk.kinds()).toEqual(['denied']);
    expect(desk.harness.problems).toHaveLength(1);
  });
});

describe('the statuses of a document', () => {
  it('are one for each update and one for the greeting, each after the disk (S7)', async () => {
    const desk = new Desk();
    await desk.attach();
    desk.harness.log.hold();
    desk.send('notes', { kind: 'syncStep2', update: emptyUpdate }, ...texts('a', 'b', 'c'));
    await desk.pass(500);
    // What brings nothing waits only for what was taken before it.
    expect(desk.saved()).toBe(1);
    desk.harness.log.release();
    await desk.pass(500);
    expect(desk.saved()).toBe(4);
  });

  it('are one for the whole when the provider is told to synchronise again, and it is asked again', async () => {
    const desk = new Desk();
    await desk.attach();
    desk.send('notes', { kind: 'syncStep2', update: emptyUpdate });
    await desk.pass();
    desk.harness.log.hold();
    desk.send('notes', ...texts('a', 'b'), { kind: 'syncStep1', vector: emptyVector });
    await desk.pass(500);
    expect(desk.count('syncStep1')).toBe(2);
    desk.send('notes', { kind: 'syncStep2', update: emptyUpdate });
    await desk.pass(500);
    expect(desk.saved()).toBe(1);
    desk.harness.log.release();
    await desk.pass(500);
    expect(desk.saved()).toBe(2);
    desk.send('notes', ...texts('c'));
    await desk.pass(500);
    expect(desk.saved()).toBe(3);
  });

  it.each([
    ['with a version', '4.8.0', 2],
    ['without one', undefined, 1],
  ])(
    'are none for what the provider wrote without a network and sends behind its greeting, one %s',
    async (_, version, expected) => {
      const desk = new Desk();
      const author = new Recorder();
      const offline = [author.type('a'), author.type('b')] as HocuspocusMessage[];
      const vector = Y.encodeStateVector(author.doc);
      const deletion = erase(author.doc);
      const online = author.type('c') as HocuspocusMessage;
      desk.send('notes', { kind: 'token', token: '', version }, { kind: 'syncStep1', vector });
      await settle();
      desk.send('notes', ...offline, deletion, {
        kind: 'syncStep2',
        update: Y.encodeStateAsUpdate(author.doc),
      });
      await desk.pass();
      expect(desk.saved()).toBe(expected);
      desk.send('notes', online);
      await desk.pass();
      expect(desk.saved()).toBe(expected + 1);
    },
  );

  it('are one for what is typed between the greeting and the answer to it', async () => {
    const desk = new Desk();
    await desk.attach();
    desk.send('notes', ...texts('a', 'b'), { kind: 'syncStep2', update: emptyUpdate });
    await desk.pass();
    expect(desk.saved()).toBe(3);
  });

  it('are none for an answer that the room asked for because something was missing', async () => {
    const desk = new Desk();
    await desk.attach();
    desk.send('notes', { kind: 'syncStep2', update: emptyUpdate });
    await desk.pass();
    const author = new Recorder();
    const [, second] = [author.type('a'), author.type('b')];
    desk.send('notes', second as HocuspocusMessage);
    await desk.pass();
    expect([desk.saved(), desk.count('syncStep1')]).toEqual([1, 2]);
    desk.send('notes', { kind: 'syncStep2', update: Y.encodeStateAsUpdate(author.doc) });
    await desk.pass();
    expect(desk.saved()).toBe(2);
  });

  it('say of a reader that an edit was refused, and that an answer with nothing new is saved', async () => {
    const desk = new Desk({ authorize: () => Promise.resolve(granted('read')) });
    await desk.attach();
    desk.send('notes', { kind: 'syncStep2', update: emptyUpdate });
    await desk.pass();
    expect(desk.heard()[0]).toEqual({ kind: 'authenticated', scope: 'readonly' });
    expect(desk.heard().at(-1)).toEqual({ kind: 'status', isApplied: true });
    desk.send('notes', ...texts('a', 'b'));
    await desk.pass();
    expect(desk.heard().slice(-2)).toEqual([
      { kind: 'status', isApplied: false },
      { kind: 'status', isApplied: false },
    ]);
    expect(desk.harness.log.appends).toEqual([]);
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

  it('ignores what is for hooks, and what is not known', async () => {
    const desk = new Desk();
    await desk.attach();
    const heard = desk.socket.frames.length;
    desk.send('notes', { kind: 'stateless', payload: 'x' }, { kind: 'unknown', type: 42 });
    await desk.pass();
    expect([desk.socket.frames.length, desk.socket.closed]).toEqual([heard, undefined]);
  });
});
