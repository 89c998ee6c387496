import { describe, expect, onTestFinished, test } from 'vitest';
import { StreamSide } from '../testing/streamSide.fixture.ts';
import { FakeClock, settle } from '../testing/time.fixture.ts';
import { StreamSocket } from './streamSocket.ts';

const frame = (...bytes: number[]) => new Uint8Array(bytes);

function start() {
  const server = new StreamSide();
  const clock = new FakeClock();
  const told: string[] = [];
  const socket = new StreamSocket({
    url: 'wss://here/a%2Fb',
    protocols: ['scriptorium.v1', 'scriptorium.token.x'],
    fetch: server.fetch,
    clock,
    random: () => 0,
  });
  socket.onopen = () => told.push('open');
  socket.onmessage = ({ data }) => told.push(`message ${new Uint8Array(data).join()}`);
  socket.onclose = ({ code, reason }) => told.push(`close ${code} ${reason}`);
  onTestFinished(() => socket.close());
  return { server, clock, told, socket };
}

async function open(name?: string) {
  const all = start();
  all.server.stream.open(name);
  await settle();
  return all;
}

/** What was posted, as `first: frames`. */
const posted = ({ postings }: StreamSide) =>
  postings.map(({ first, frames }) => `${first}: ${frames.map((each) => each.join('')).join(' ')}`);

describe('a stream socket', () => {
  test('asks at the address of the WebSocket, with what that would offer', () => {
    const { server } = start();
    expect(server.stream.url).toBe('https://here/a%2Fb');
    expect(Object.fromEntries(server.stream.headers)).toEqual({
      accept: 'text/event-stream',
      'scriptorium-protocols': 'scriptorium.v1, scriptorium.token.x',
    });
  });

  test('is open when the server says so, and tells what the server says', async () => {
    const { server, socket, told } = start();
    server.stream.accept();
    await settle();
    expect([socket.readyState, told]).toEqual([0, []]);
    server.stream.write('event: opened\ndata: name\n\ndata: AQID\n\n');
    server.stream.write('data: Bw==\n\n');
    await settle();
    expect([socket.readyState, told]).toEqual([1, ['open', 'message 1,2,3', 'message 7']]);
  });

  test('is over when what answers is no stream, or there is no network', async () => {
    const [portal, away] = [start(), start()];
    portal.server.stream.accept('text/html');
    away.server.stream.refuse();
    await settle();
    for (const { told } of [portal, away]) expect(told).toEqual(['close 1006 ']);
  });

  test('ends with the code and the reason of the server, and without one when the stream just ends', async () => {
    const [told, cut] = [await open(), await open()];
    told.server.stream.write('event: closed\ndata: {"code":1013,"reason":"Too much."}\n\n');
    told.server.stream.hangUp();
    cut.server.stream.hangUp();
    await settle();
    expect(told.told).toEqual(['open', 'close 1013 Too much.']);
    expect(cut.told).toEqual(['open', 'close 1006 ']);
  });
});

describe('what is sent', () => {
  test('in one moment is posted together, under the stream’s name', async () => {
    const { server, socket } = await open('that one');
    socket.send(frame(1));
    socket.send(frame(2, 3));
    await settle();
    expect(posted(server)).toEqual(['1: 1 23']);
    expect(server.postings[0]?.name).toBe('that one');
  });

  test('meanwhile goes with the next posting: there is never more than one at a time', async () => {
    const { server, socket } = await open();
    server.answers = false;
    socket.send(frame(1));
    await settle();
    for (const byte of [2, 3, 4]) socket.send(frame(byte));
    await settle();
    expect(posted(server)).toEqual(['1: 1']);
    server.postings[0]?.answer(204);
    await settle();
    expect(posted(server)).toEqual(['1: 1', '2: 2 3 4']);
  });

  test('is posted anew under the same number when the answer is lost, or a proxy gives one', async () => {
    const { server, socket, clock, told } = await open();
    server.answers = false;
    socket.send(frame(1));
    await settle();
    for (const fail of ['lose', 502, 429] as const) {
      const last = server.postings.at(-1);
      if (fail === 'lose') last?.lose();
      else last?.answer(fail);
      await settle();
      clock.pass(10_000);
      await settle();
    }
    server.postings.at(-1)?.answer(204);
    socket.send(frame(2));
    await settle();
    expect(posted(server)).toEqual(['1: 1', '1: 1', '1: 1', '1: 1', '2: 2']);
    expect(told).toEqual(['open']);
  });

  test('is posted anew when there is no answer in 20 s, and for a large one as long again as it takes', async () => {
    const { server, socket, clock } = await open();
    server.answers = false;
    socket.send(new Uint8Array(160_000));
    await settle();
    clock.pass(29_000);
    await settle();
    expect(server.postings).toHaveLength(1);
    clock.pass(2000);
    await settle();
    clock.pass(500);
    await settle();
    expect(server.postings.map(({ first }) => first)).toEqual([1, 1]);
  });

  test.each([400, 403, 404, 409, 413])(
    'is lost with the stream when the server answers %d',
    async (status) => {
      const { server, socket, told } = await open();
      server.answers = false;
      socket.send(frame(1));
      await settle();
      server.postings[0]?.answer(status);
      await settle();
      expect(told).toEqual(['open', 'close 1006 ']);
      expect(server.stream.isLeft).toBe(true);
    },
  );

  test('is lost with the stream when nothing gets through for some 20 s', async () => {
    const { server, socket, clock, told } = await open();
    server.answers = false;
    socket.send(frame(1));
    const startMs = clock.nowMs();
    for (let attempt = 0; attempt < 10; attempt += 1) {
      await settle();
      server.postings.at(-1)?.lose();
      await settle();
      if (told.length === 1) clock.pass(10_000);
    }
    expect(told).toEqual(['open', 'close 1006 ']);
    expect(server.postings).toHaveLength(7);
    expect(clock.nowMs() - startMs).toBeGreaterThan(15_000);
    expect(clock.waiting).toBe(0);
  });

  test('is split where it would be more than a mebibyte, but for a frame that is larger itself', async () => {
    const { server, socket } = await open();
    const half = 600 * 1024;
    for (const length of [half, half, 3 * half, 1, 1]) socket.send(new Uint8Array(length));
    await settle();
    expect(server.postings.map(({ first, frames }) => [first, frames.length])).toEqual([
      [1, 1],
      [2, 1],
      [3, 1],
      [4, 2],
    ]);
  });

  test('before it is open, or after it was closed, is for nobody', async () => {
    const { server, socket } = start();
    socket.send(frame(1));
    server.stream.open();
    await settle();
    socket.close();
    socket.send(frame(2));
    await settle();
    expect(server.postings).toEqual([]);
  });

  test('is followed by the end when it is closed, and may outlive the page', async () => {
    const { server, socket, told } = await open();
    server.answers = false;
    socket.send(frame(1));
    socket.close();
    await settle();
    expect([posted(server), server.stream.isLeft]).toEqual([['1: 1'], false]);
    expect(server.postings[0]?.init.keepalive).toBe(true);
    server.postings[0]?.answer(204);
    await settle();
    expect([server.stream.isLeft, told]).toEqual([true, ['open', 'close 1000 ']]);
  });
});

test('a ping is answered by an empty posting, or by what there is to say', async () => {
  const { server, socket } = await open();
  server.stream.write('event: ping\ndata: ?\n\n');
  await settle();
  socket.send(frame(1));
  server.stream.write('event: ping\ndata: ?\n\n');
  await settle();
  await settle();
  expect(posted(server).slice(0, 2)).toEqual(['1: ', '1: 1']);
});
