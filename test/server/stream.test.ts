import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createMemoryLog } from '@scriptorium/persistence';
import { createServer } from '@scriptorium/server';
import {
  decodeMessages,
  encodeMessage,
  type Message,
  scriptoriumSubprotocol,
} from '@scriptorium/server/protocol';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Author, textOf } from './author.ts';
import { eventually, within } from './deadline.ts';
import { RawClient } from './rawClient.ts';
import { RunningServer, type RunningServerOptions } from './runningServer.ts';
import { StreamLine, type StreamLineOptions } from './streamLine.ts';
import { TroubledLog } from './troubledLog.ts';

const path = 'letter';

/** A stream in the test's own hands, open, and what it hears. */
async function openLine(server: { readonly httpUrl: string }, options: StreamLineOptions = {}) {
  const line = new StreamLine(`${server.httpUrl}/${path}`, [scriptoriumSubprotocol], options);
  const heard: Message[] = [];
  line.on('message', (frame: Buffer) => heard.push(...decodeMessages(new Uint8Array(frame))));
  line.on('error', () => {});
  onTestFinished(() => line.terminate());
  await eventually('the stream to open', () => line.readyState === StreamLine.OPEN);
  const saved = () => heard.findLast((message) => message.kind === 'saved')?.count ?? 0;
  await eventually('to be asked', () => heard.some(({ kind }) => kind === 'syncStep1'));
  return { line, heard, saved };
}

/** A log, a server on it, and a stream with somebody who types. */
async function bench(options: RunningServerOptions = {}) {
  const log = new TroubledLog();
  const server = await RunningServer.start({ log, ...options });
  const author = new Author(1);
  const typed = (text: string) => encodeMessage({ kind: 'update', update: author.type(text) });
  return { log, server, author, typed, ...(await openLine(server)) };
}

describe('an event stream', () => {
  it('brings what is typed over it to sockets and streams, and hears what they type', async () => {
    const { webSocketUrl, httpUrl } = await RunningServer.start();
    const [one, other, socket] = [
      await RawClient.join({ url: httpUrl, path }),
      await RawClient.join({ url: httpUrl, path }),
      await RawClient.join({ url: webSocketUrl, path }),
    ];
    one.type(new Author(1).type('over a stream'));
    for (const client of [other, socket])
      expect(textOf([(await client.hear('update')).update])).toBe('over a stream');
    socket.type(new Author(2).type('over a socket'));
    await eventually('both to hear it', () => [one, other].every(({ updates }) => updates.length === 2));
    expect(textOf(other.updates)).toContain('over a socket');
  });

  it('is told that something is saved when the log has it, and never before (S7)', async () => {
    const { log, line, saved, typed } = await bench();
    const release = log.holdAppends();
    expect(await line.post({ first: 1, frames: [typed('held')] })).toBe(204);
    await eventually('the append', () => log.appends === 1);
    expect(saved()).toBe(0);
    release();
    await eventually('the receipt', () => saved() === 1);
  });

  it('begins with a head that proxies neither keep nor gather, and with a name that nobody guesses', async () => {
    const server = await RunningServer.start();
    const lines = [(await openLine(server)).line, (await openLine(server)).line];
    for (const { status, answerHeaders, name, heard } of lines) {
      expect(status).toBe(200);
      expect(answerHeaders).toMatchObject({
        'content-type': 'text/event-stream',
        'cache-control': 'no-store, no-transform',
        'x-accel-buffering': 'no',
        'x-content-type-options': 'nosniff',
      });
      expect(name).toMatch(/^[\w-]{32}$/);
      expect(heard).toMatch(/^event: opened\ndata: [\w-]{32}\n\ndata: [\w+/=]+\n\n/);
    }
    expect(lines[0]?.name).not.toBe(lines[1]?.name);
  });

  it('is only what asks for it: the same address without that is what it was', async () => {
    const { httpUrl } = await RunningServer.start();
    for (const accept of ['*/*', 'text/html', 'text/html, text/event-stream;q=0.1']) {
      const { status, headers } = await fetch(`${httpUrl}/healthz`, { headers: { accept } });
      expect([status, headers.get('content-type')]).toEqual([200, 'application/json; charset=utf-8']);
    }
    const health = await RawClient.join({ url: httpUrl, path: 'healthz' });
    expect(health.isOpen).toBe(true);
  });
});

describe('what is posted', () => {
  it('is taken once, however often it comes and in whatever company', async () => {
    const { log, line, saved, typed } = await bench();
    const [a, b, c, d] = [typed('a'), typed('b'), typed('c'), typed('d')];
    const posts = [
      { first: 1, frames: [a, b] },
      { first: 1, frames: [a, b] },
      { first: 2, frames: [b, c] },
      { first: 1, frames: [a, b, c, d] },
      { first: 3, frames: [] },
    ];
    for (const post of posts) expect(await line.post(post)).toBe(204);
    await eventually('all to be saved', () => saved() === 4);
    expect(textOf(log.updatesOf(path))).toBe('abcd');
    // A receipt for more than was typed would be a lie: each was counted once.
    await line.post({ first: 5, frames: [encodeMessage({ kind: 'queryAwareness' })] });
    expect(saved()).toBe(4);
  });

  it('is taken once when two postings of the same come at the same time', async () => {
    const { log, line, saved, typed } = await bench();
    const frames = Array.from('twice', typed);
    const all = await Promise.all([line.post({ first: 1, frames }), line.post({ first: 1, frames })]);
    expect(all).toEqual([204, 204]);
    await eventually('all to be saved', () => saved() === frames.length);
    expect(textOf(log.updatesOf(path))).toBe('twice');
  });

  it('is refused when something before it is missing, and the stream goes on', async () => {
    const { line, saved, typed } = await bench();
    const [a, b] = [typed('a'), typed('b')];
    expect(await line.post({ first: 2, frames: [b] })).toBe(409);
    expect(await line.post({ first: 1, frames: [a, b] })).toBe(204);
    await eventually('both to be saved', () => saved() === 2);
  });

  it.each([
    ['without a number', { 'scriptorium-first': '' }],
    ['with number zero', { 'scriptorium-first': '0' }],
    ['with half a number', { 'scriptorium-first': '1.5' }],
    ['with a number beyond all', { 'scriptorium-first': '9'.repeat(16) }],
  ])('is refused %s', async (_, headers) => {
    const { line, typed } = await bench();
    expect(await line.post({ first: 1, frames: [typed('a')], headers })).toBe(400);
  });

  it('counts for nothing when it ends within a frame', async () => {
    const { log, line, typed } = await bench();
    const { request, status } = line.postLater({ first: 1 });
    request.end(Buffer.concat([Buffer.from([0, 0, 0, 99]), new Author(2).type('cut')]));
    expect(await status).toBe(400);
    expect(await line.post({ first: 1, frames: [typed('whole')] })).toBe(204);
    await eventually('the append', () => log.appends === 1);
  });

  it('is cut off when two more of them wait, so that nobody makes the server hold many', async () => {
    const { line, saved, typed } = await bench();
    const [first, second] = [line.postLater({ first: 1 }), line.postLater({ first: 1 })];
    for (const { request } of [first, second]) request.write(Buffer.from([0, 0, 1]));
    await eventually('both to be there', () =>
      [first, second].every(({ request }) => request.socket?.bytesWritten),
    );
    expect(
      await eventually('a third', async () => {
        const status = await line.post({ first: 1, frames: [typed('third')] });
        return status === 204 && status;
      }),
    ).toBe(204);
    await expect(within('the first to be cut off', first.status)).rejects.toThrow();
    await eventually('the receipt', () => saved() === 1);
  });

  it('is for a stream that there is, and not for one that is over, or was made up', async () => {
    const { line, typed } = await bench();
    const post = { first: 1, frames: [typed('a')] };
    expect(await line.post({ ...post, headers: { 'scriptorium-stream': 'A'.repeat(32) } })).toBe(404);
    line.terminate();
    await eventually('the stream to be over', async () => (await line.post(post)) === 404);
  });

  it('ends the stream when a frame is larger than a socket may bring', async () => {
    const { server, line } = await bench({ limits: { frameBytes: 100_000 } });
    const client = await RawClient.join({ url: server.httpUrl, path });
    client.sendBytes(new Uint8Array(100_001));
    expect((await client.whenClosed()).code).toBe(1009);
    expect(await line.post({ first: 1, frames: [new Uint8Array(300_000)] })).toBe(413);
    await eventually('the stream to end', () => line.heard.includes('"code":1009'));
  });

  it('is answered late when too much was sent, and is all taken in the end', async () => {
    const { line, saved, typed } = await bench({ limits: { secondMessages: 10 } });
    const frames = Array.from({ length: 105 }, (_, index) => typed(String(index % 10)));
    const posted = line.post({ first: 1, frames });
    await eventually('most to be saved', () => saved() > 90 && saved() < 105);
    expect(await posted).toBe(204);
    await eventually('all to be saved', () => saved() === 105);
  });

  it('waits with its sender until it is decided who may come in', async () => {
    let decide: () => void = () => {};
    const decided = new Promise<void>((resolve) => {
      decide = resolve;
    });
    const server = await RunningServer.start({
      authorize: async () => {
        await decided;
        return { kind: 'granted', user: 'ada', level: 'write' };
      },
    });
    const line = new StreamLine(`${server.httpUrl}/${path}`, [scriptoriumSubprotocol]);
    onTestFinished(() => line.terminate());
    await eventually('the stream to open', () => line.readyState === StreamLine.OPEN);
    let isAnswered = false;
    const posted = line
      .post({ first: 1, frames: [encodeMessage({ kind: 'syncStep1', vector: new Uint8Array([0]) })] })
      .finally(() => {
        isAnswered = true;
      });
    await fetch(`${server.httpUrl}/healthz`);
    expect([isAnswered, line.heard]).toEqual([false, expect.stringMatching(/^event: opened\n.*\n\n$/)]);
    decide();
    expect(await posted).toBe(204);
  });
});

describe('a page of another origin', () => {
  const friend = 'https://friend.example';
  const evil = 'https://evil.example';

  it('is sent away for good from a stream, and can not read why (S21)', async () => {
    const { httpUrl: url } = await RunningServer.start({ allowedOrigins: [friend] });
    const client = await RawClient.connect({ url, path, origin: evil });
    const { code, reason } = await client.whenClosed();
    expect(code).toBe(4403);
    expect(reason).toContain('--allow-origin');
    const answer = await fetch(`${url}/${path}`, { headers: { accept: 'text/event-stream', origin: evil } });
    expect(answer.status).toBe(403);
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('may use a stream, and post to it, when it is listed; no other may post, even to that (S21)', async () => {
    const server = await RunningServer.start({ allowedOrigins: [friend] });
    const { line } = await openLine(server, { origin: friend });
    expect(line.answerHeaders).toMatchObject({
      'access-control-allow-origin': friend,
      'access-control-allow-credentials': 'true',
      vary: 'origin',
    });
    expect(await line.post({ first: 1, frames: [] })).toBe(204);
    expect(await line.post({ first: 1, frames: [], headers: { origin: evil } })).toBe(403);
  });

  it('is told beforehand whether it may, and what it may send (S21)', async () => {
    const { httpUrl } = await RunningServer.start({ allowedOrigins: [friend] });
    const preflight = (origin: string) =>
      fetch(`${httpUrl}/${path}`, {
        method: 'OPTIONS',
        headers: {
          origin,
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'content-type,scriptorium-first,scriptorium-stream',
        },
      });
    const allowed = await preflight(friend);
    expect(allowed.status).toBe(204);
    expect(allowed.headers.get('access-control-allow-origin')).toBe(friend);
    for (const header of ['scriptorium-first', 'scriptorium-stream', 'scriptorium-protocols', 'content-type'])
      expect(allowed.headers.get('access-control-allow-headers')).toContain(header);
    const denied = await preflight(evil);
    expect([denied.status, denied.headers.get('access-control-allow-origin')]).toEqual([403, null]);
  });
});

describe('a stream ends', () => {
  it('with advice and a reason when the server stops', async () => {
    const server = await RunningServer.start();
    const client = await RawClient.join({ url: server.httpUrl, path, subprotocol: scriptoriumSubprotocol });
    const stopped = server.stop();
    expect((await client.whenClosed()).code).toBe(1001);
    expect(client.all('closing')[0]?.advice.when).toBe('later');
    expect(await stopped).toEqual({ unsaved: [] });
  });

  it('with the room told that its client is gone', async () => {
    const server = await RunningServer.start();
    const bystander = await RawClient.join({ url: server.webSocketUrl, path });
    const client = await RawClient.join({ url: server.httpUrl, path });
    client.announce({ clientId: 7, clock: 1, state: { name: 'Ada' } });
    await bystander.hear('awareness');
    const before = bystander.all('awareness').length;
    client.cut();
    await bystander.hear('awareness', before + 1);
  });
});

it('streams are counted apart from sockets, with what they carry', async () => {
  const server = await RunningServer.start();
  await RawClient.join({ url: server.webSocketUrl, path });
  const client = await RawClient.join({ url: server.httpUrl, path });
  const told = await metrics(server);
  expect(told.get('scriptorium_transport_connections{transport="webSocket"}')).toBe(1);
  expect(told.get('scriptorium_transport_connections{transport="stream"}')).toBe(1);
  expect(told.get('scriptorium_connections{dialect="plain"}')).toBe(2);
  client.cut();
  await eventually(
    'it to be counted no more',
    async () => (await metrics(server)).get('scriptorium_transport_connections{transport="stream"}') === 0,
  );
  expect((await metrics(server)).get('scriptorium_sent_bytes_total{dialect="plain"}')).toBeGreaterThan(50);
});

it('a stream of y-sweet is denied by status 401, as its sockets are', async () => {
  const { httpUrl: url } = await RunningServer.start({
    authorize: () => Promise.resolve({ kind: 'denied', reason: 'no', needsSignIn: true }),
  });
  const answer = await fetch(`${url}/d/n/ws/n`, { headers: { accept: 'text/event-stream' } });
  expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
});

it('a server that is attached has streams below its path', async () => {
  const http = createHttpServer((_, response) => response.end('host'));
  const server = createServer({
    log: createMemoryLog(),
    allowedOrigins: [],
    idleMs: 1000,
    report: () => {},
  });
  server.attach(http, '/documents');
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    await server.stop(0);
    http.closeAllConnections();
    http.close();
  });
  const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}/documents`;
  const [one, other] = [await RawClient.join({ url, path }), await RawClient.join({ url, path })];
  one.type(new Author(1).type('attached'));
  expect(textOf([(await other.hear('update')).update])).toBe('attached');
});

async function metrics({ httpUrl }: RunningServer): Promise<ReadonlyMap<string, number>> {
  const text = await (await fetch(`${httpUrl}/metrics`)).text();
  const samples = text.matchAll(/^(\w+(?:\{.*\})?) ([\d.e+]+)$/gm);
  return new Map([...samples].map(([, name = '', value]) => [name, Number(value)]));
}
