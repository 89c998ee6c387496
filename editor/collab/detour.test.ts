import { describe, expect, test, vi } from 'vitest';
import { Desk, textOf } from '../testing/desk.fixture.ts';
import { settle } from '../testing/time.fixture.ts';

/** Until what is loaded late is there. */
async function loaded(): Promise<void> {
  await vi.dynamicImportSettled();
  await settle();
}

/** A desk whose WebSockets failed so often, and that is about to try the next thing. */
async function failed(times: number, desk = new Desk()): Promise<Desk> {
  for (let failure = 0; failure < times; failure += 1) {
    desk.socket.hangUp(1006);
    await loaded();
    desk.clock.pass(desk.returnsInMs ?? 0);
  }
  return desk;
}

/** A desk with an open stream, over which it has the document. */
async function onStream(): Promise<Desk> {
  const desk = await failed(2);
  await greet(desk);
  return desk;
}

async function greet({ streams }: Desk): Promise<void> {
  streams.stream.open();
  streams.stream.say(
    { kind: 'access', level: 'write' },
    { kind: 'syncStep1', vector: new Uint8Array([0]) },
    { kind: 'syncStep2', update: new Uint8Array([0, 0]) },
    { kind: 'saved', count: 1 },
  );
  await settle();
}

/** As long as anybody waits for a first message, while the server answers over the stream. */
async function waitForIt({ clock, streams }: Desk): Promise<void> {
  streams.stream.say({ kind: 'awareness', update: new Uint8Array([0]) });
  await settle();
  clock.pass(15_000);
}

/** How many were opened: WebSockets and streams. */
const opened = ({ server, streams }: Desk) => [server.sockets.length, streams.streams.length];

describe('a detour', () => {
  test('is taken after two WebSockets that never opened', async () => {
    expect(opened(await failed(1))).toEqual([2, 0]);
    const desk = await failed(2);
    expect(opened(desk)).toEqual([2, 1]);
    expect(desk.streams.stream.url).toBe('http://here/a%2Fb');
  });

  test('is taken after two WebSockets that opened and died before anything was heard', async () => {
    const desk = new Desk();
    for (const _time of [1, 2]) {
      desk.socket.accept();
      await failed(1, desk);
    }
    expect(opened(desk)).toEqual([2, 1]);
  });

  test('is not taken when the server spoke over a WebSocket, however often that was lost', async () => {
    const desk = new Desk();
    for (let time = 0; time < 5; time += 1) {
      desk.greet();
      await failed(1, desk);
    }
    expect(opened(desk)).toEqual([6, 0]);
  });

  test('is not taken while there is no server, as during a restart', async () => {
    const desk = new Desk();
    desk.streams.isAway = true;
    await failed(6, desk);
    expect(opened(desk)).toEqual([7, 0]);
    desk.streams.isAway = false;
    expect(opened(await failed(2, desk))).toEqual([8, 1]);
  });

  test('is left for WebSocket when it leads nowhere either: then the server is away', async () => {
    const desk = await failed(2);
    desk.streams.stream.refuse();
    await settle();
    desk.clock.pass(desk.returnsInMs ?? 0);
    expect(opened(desk)).toEqual([3, 1]);
    expect(opened(await failed(1, desk))).toEqual([4, 1]);
    expect(opened(await failed(1, desk))).toEqual([4, 2]);
  });

  test('carries what a WebSocket carries, and tells as honestly what is saved', async () => {
    const desk = await onStream();
    expect(desk.provider.peek()).toMatchObject({
      connection: { state: 'connected' },
      synced: true,
      saved: true,
    });
    desk.type('hello');
    expect(desk.provider.peek().saved).toBe(false);
    await settle();
    expect(textOf(desk.streams.messages)).toBe('hello');
    desk.streams.stream.say({ kind: 'saved', count: 2 });
    await settle();
    expect(desk.provider.peek().saved).toBe(true);
  });

  test('is taken again when it worked and was lost, and what was typed meanwhile goes with the answer', async () => {
    const desk = await onStream();
    desk.streams.stream.hangUp();
    await settle();
    expect(desk.state).toBe('waiting');
    desk.type('meanwhile');
    desk.clock.pass(desk.returnsInMs ?? 0);
    expect(opened(desk)).toEqual([2, 2]);
    await greet(desk);
    expect(textOf(desk.streams.messages)).toBe('meanwhile');
  });

  test('is loaded for nobody who is gone', async () => {
    const desk = await failed(1);
    desk.socket.hangUp(1006);
    desk.provider.destroy();
    await loaded();
    expect(opened(desk)).toEqual([2, 0]);
    expect(desk.clock.waiting).toBe(0);
  });
});

describe('beside a stream a WebSocket', () => {
  test('is tried after 15 s, and half as often each time', async () => {
    const desk = await onStream();
    for (const seconds of [15, 30, 60, 120, 240, 480, 600, 600]) {
      const [before = 0] = opened(desk);
      for (let second = 0; second < seconds; second += 15) {
        expect(opened(desk)[0]).toBe(before);
        desk.clock.pass(15_000);
        desk.streams.stream.say({ kind: 'awareness', update: new Uint8Array([0]) });
        await settle();
      }
      expect(opened(desk)).toEqual([before + 1, 1]);
      desk.socket.hangUp(1006);
    }
    expect(desk.state).toBe('connected');
  });

  test('is tried at once when the network may be another', async () => {
    const desk = await onStream();
    desk.page.fire('online');
    expect(opened(desk)).toEqual([3, 1]);
    desk.page.fire('online');
    expect(opened(desk)).toEqual([3, 1]);
  });

  test('takes over once the server lets in over it, and nobody notices', async () => {
    const desk = await onStream();
    const states = new Set<string>();
    desk.provider.subscribe(({ connection, synced }) => states.add(`${connection.state} ${synced}`));
    desk.page.fire('online');
    desk.type('over the stream, ');
    await settle();
    desk.socket.accept();
    desk.socket.say({ kind: 'access', level: 'write' });
    expect(desk.socket.hear().map(({ kind }) => kind)).toEqual(['syncStep1', 'awareness']);
    desk.type('between, ');
    await settle();
    desk.socket.say({ kind: 'syncStep1', vector: new Uint8Array([0]) });
    desk.type('over the socket');
    expect(textOf(desk.hear())).toBe('over the socketbetween, over the stream, ');
    expect(desk.provider.peek().unsavedUpdates).toBe(2);
    desk.socket.say({ kind: 'saved', count: 2 });
    expect(desk.provider.peek().saved).toBe(true);
    expect(states).toEqual(new Set(['connected true']));
    expect(desk.streams.stream.isLeft).toBe(false);
    desk.clock.pass(2000);
    await settle();
    expect(desk.streams.stream.isLeft).toBe(true);
  });

  test('takes over in order when what the server says comes all at once', async () => {
    const desk = await onStream();
    desk.page.fire('online');
    desk.socket.accept();
    desk.socket.say({ kind: 'access', level: 'write' }, { kind: 'syncStep1', vector: new Uint8Array([0]) });
    expect(desk.socket.hear().map(({ kind }) => kind)).toEqual(['syncStep1', 'awareness', 'syncStep2']);
  });

  test('is where it comes back to when that is lost, and counts from the start', async () => {
    const desk = await onStream();
    desk.page.fire('online');
    desk.socket.accept();
    desk.socket.say({ kind: 'access', level: 'write' });
    await settle();
    desk.socket.say({ kind: 'syncStep2', update: new Uint8Array([0, 0]) });
    expect(opened(await failed(1, desk))).toEqual([4, 1]);
    expect(opened(await failed(2, desk))).toEqual([5, 2]);
  });

  test.each<[string, (desk: Desk) => void | Promise<void>]>([
    [
      'does not let in',
      ({ socket }) => socket.say({ kind: 'closing', advice: { when: 'never' }, reason: 'no' }),
    ],
    ['is malformed', ({ socket }) => socket.sayBytes(new Uint8Array([99]))],
    ['is text', ({ socket }) => socket.onmessage?.({ data: 'hello' })],
    ['never comes', waitForIt],
  ])('is given up, without a word, when its first message %s', async (_, happens) => {
    const desk = await onStream();
    desk.page.fire('online');
    desk.socket.accept();
    await happens(desk);
    expect(desk.socket.closedWith).toBeUndefined();
    expect(desk.socket.readyState).toBe(3);
    expect([desk.state, desk.streams.stream.isLeft]).toEqual(['connected', false]);
  });

  test('is of no use any more when the stream is lost first', async () => {
    const desk = await onStream();
    desk.page.fire('online');
    const probe = desk.socket;
    desk.streams.stream.hangUp();
    await settle();
    expect(probe.readyState).toBe(3);
    probe.say({ kind: 'access', level: 'write' });
    expect(desk.state).toBe('waiting');
  });

  test('leaves neither timer nor socket when the provider is destroyed', async () => {
    const desk = await onStream();
    desk.page.fire('online');
    desk.provider.destroy();
    await settle();
    expect([desk.socket.readyState, desk.streams.stream.isLeft, desk.clock.waiting]).toEqual([3, true, 0]);
  });
});
