import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { scriptoriumSubprotocol } from '@scriptorium/server/protocol';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { WebSocket } from 'ws';
import * as Y from 'yjs';
import { launchChromium } from '../browser/chromium.ts';
import { converge, openAll, type, whenAllSaved } from '../families/person.ts';
import { Author, textOf } from '../server/author.ts';
import { eventually, within } from '../server/deadline.ts';
import { RawClient } from '../server/rawClient.ts';
import { RunningServer, type RunningServerOptions } from '../server/runningServer.ts';
import { type ProxyName, proxyKinds } from './proxyKind.ts';
import { RunningProxy, type RunningProxyOptions } from './runningProxy.ts';

type Refusal = Parameters<NonNullable<NonNullable<RunningServerOptions['more']>['onRefused']>>[0];

const applicationDirectory = fileURLToPath(new URL('../../server/dist/app/', import.meta.url));
const limitMs = 90_000;
/** Somebody else on this machine than the proxy. */
const visitorAddress = '127.0.0.2';
const forged = '198.51.100.7';

/** Real clients through a real proxy with the shipped configuration. */
export function tryProxy(name: ProxyName): void {
  describe(`behind ${name}`, () => {
    beforeAll(() => {
      // Of clients, which have no setting for it. The proxy's own certificate is verified by `RunningProxy.ask`.
      vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    });
    afterAll(() => {
      vi.unstubAllEnvs();
    });
    tryClients(name);
    tryWhoIsBelieved(name);
    tryTime(name);
    tryBytes(name);
  });
}

async function serveBehind(
  name: ProxyName,
  {
    timeoutSeconds,
    path,
    ...options
  }: RunningServerOptions & Pick<RunningProxyOptions, 'timeoutSeconds' | 'path'> = {},
) {
  const refusals: Refusal[] = [];
  const more = { onRefused: (refusal: Refusal) => refusals.push(refusal), ...options.more };
  const server = await RunningServer.start({
    trustedProxies: ['127.0.0.1'],
    applicationDirectory,
    ...options,
    more,
  });
  const proxy = await RunningProxy.start({
    name,
    backendPort: server.port,
    ...(timeoutSeconds !== undefined && { timeoutSeconds }),
    ...(path !== undefined && { path }),
  });
  return { server, proxy, refusals };
}

function tryClients(name: ProxyName): void {
  it(
    'clients of all families write together over wss, and are told what is saved',
    async () => {
      const { proxy } = await serveBehind(name);
      const people = await openAll({ place: proxy, name: 'notes' });
      for (const [family, person] of people) type(person, `${family}, `);
      await whenAllSaved(people);
      await converge(people);
    },
    limitMs,
  );

  it(
    'clients of all families write together below a path',
    async () => {
      const path = '/docs';
      const { proxy } = await serveBehind(name, { path, more: { basePath: path } });
      const people = await openAll({ place: proxy, name: 'notes' });
      for (const [family, person] of people) type(person, `${family}, `);
      await whenAllSaved(people);
      await converge(people);
      const page = await fetch(`${proxy.httpUrl}/d/notes`);
      expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('../assets/')]);
    },
    limitMs,
  );

  it('clients on event streams write with those on WebSockets, and are told what is saved', async () => {
    const { proxy } = await serveBehind(name);
    const join = (url: string) => RawClient.join({ url, path: 'notes', subprotocol: scriptoriumSubprotocol });
    const [stream, socket] = [await join(proxy.httpUrl), await join(proxy.webSocketUrl)];
    stream.type(new Author(1).type('over a stream'));
    expect((await stream.hear('saved')).count).toBe(1);
    socket.type(new Author(2).type('over a socket'));
    expect(textOf([(await socket.hear('update')).update])).toBe('over a stream');
    expect(textOf([(await stream.hear('update')).update])).toBe('over a socket');
  });

  it(
    'the application opens, writes and saves over https, which plain http leads to',
    async () => {
      const { proxy } = await serveBehind(name);
      const browser = await launchChromium();
      onTestFinished(() => browser.close());
      const page = await (await browser.newContext({ ignoreHTTPSErrors: true })).newPage();
      await page.goto(`${proxy.httpUrl}/d/notes`);
      await page.getByRole('textbox', { name: 'Text of the document' }).click();
      await page.keyboard.type('Through a proxy.');
      await page.getByText('Saved', { exact: true }).first().waitFor();
      const plain = await fetch(`${proxy.plainUrl}/d/notes`, { redirect: 'manual' });
      expect([301, 302, 307, 308]).toContain(plain.status);
      expect(plain.headers.get('location')).toMatch(/^https:\/\/localhost.*\/d\/notes$/);
    },
    limitMs,
  );
}

interface Knock {
  readonly proxy: RunningProxy;
  readonly origin?: string;
  readonly path?: string;
}

/** Somebody who says to come from elsewhere. @returns the code of the close, or undefined when it was let in */
async function knock({ proxy, origin = proxy.httpUrl, path = 'notes' }: Knock): Promise<number | undefined> {
  const socket = new WebSocket(`${proxy.webSocketUrl}/${path}`, {
    origin,
    localAddress: visitorAddress,
    family: 4,
    headers: {
      'x-forwarded-for': forged,
      'x-forwarded-host': 'forged.example',
      'x-forwarded-proto': 'http',
      'x-forwarded-prefix': '/forged',
      forwarded: `for=${forged}`,
    },
  } as ConstructorParameters<typeof WebSocket>[2]);
  onTestFinished(() => socket.terminate());
  const closed = once(socket, 'close').then(([code]) => code as number);
  const greeted = once(socket, 'message').then(() => undefined);
  return await within('an answer', Promise.race([closed, greeted]));
}

function tryWhoIsBelieved(name: ProxyName): void {
  it('a visitor has the address from which it reached the proxy, whatever it says, when the proxy is trusted (S12)', async () => {
    const { proxy, refusals } = await serveBehind(name);
    expect(await knock({ proxy, origin: 'https://elsewhere.example' })).toBe(4403);
    expect(refusals.map(({ address }) => address)).toEqual([visitorAddress]);
  });

  it('a visitor has the address of the proxy when that is not trusted (S12)', async () => {
    const { proxy, refusals } = await serveBehind(name, { trustedProxies: [] });
    expect(await knock({ proxy, origin: 'https://elsewhere.example' })).toBe(4403);
    expect(refusals.map(({ address }) => address)).toEqual(['127.0.0.1']);
  });

  it('pages of this server may connect, and those that came in the clear, or say to be forwarded, may not (S21)', async () => {
    const { proxy } = await serveBehind(name);
    expect(await knock({ proxy })).toBeUndefined();
    for (const origin of [
      proxy.httpUrl.replace('https', 'http'),
      'http://forged.example',
      'https://forged.example',
    ])
      expect(await knock({ proxy, origin }), origin).toBe(4403);
  });

  it('nothing that a visitor says of a path that was taken off reaches the server', async () => {
    const { proxy } = await serveBehind(name, {
      authorize: () => Promise.resolve({ kind: 'granted', user: 'ada', level: 'write' }),
    });
    const answer = await fetch(`${proxy.httpUrl}/d/notes?token=x`, {
      redirect: 'manual',
      headers: { 'x-forwarded-prefix': '/forged' },
    });
    for (const cookie of answer.headers.getSetCookie()) expect(cookie).toMatch(/; Path=\/; .*; Secure/);
    expect(answer.headers.getSetCookie()).not.toEqual([]);
  });

  it('no token that a client brings in an address is written down by the proxy', async () => {
    const { proxy } = await serveBehind(name);
    await knock({ proxy, path: 'notes?token=a-token-that-nobody-may-see' });
    expect(await proxy.ask('/readyz?token=a-token-that-nobody-may-see')).toBe(200);
    const isLogged = proxyKinds[name].writesRequests;
    if (isLogged)
      await eventually('the request in the log', async () => (await proxy.written()).includes('/readyz'));
    expect(await proxy.written()).not.toContain('a-token-that-nobody-may-see');
  });
}

/** Somebody who says nothing, and counts the signs of life. */
function listen(proxy: RunningProxy) {
  const heard = { pings: 0, isClosed: false };
  const socket = new WebSocket(`${proxy.webSocketUrl}/notes`);
  socket.on('ping', () => {
    heard.pings += 1;
  });
  socket.on('close', () => {
    heard.isClosed = true;
  });
  socket.on('error', () => {});
  onTestFinished(() => socket.terminate());
  return { heard, opened: once(socket, 'open') };
}

function tryTime(name: ProxyName): void {
  const shipped = proxyKinds[name].timeoutSeconds;
  // Then the server gives a sign of life every ten seconds, instead of every 30 or 35.
  const limits = { silenceSeconds: 12 };

  it(
    'who is idle for longer than the proxy waits is kept by the server’s signs of life',
    async () => {
      const { proxy } = await serveBehind(name, { limits, ...(shipped && { timeoutSeconds: 14 }) });
      const { heard, opened } = listen(proxy);
      await opened;
      await eventually('two signs of life', () => heard.pings >= 2 || heard.isClosed, 60_000);
      expect(heard.isClosed).toBe(false);
    },
    limitMs,
  );

  if (shipped !== undefined)
    it(
      'who is idle is cut off where the proxy waits for less than that, so that its time counts',
      async () => {
        const { proxy } = await serveBehind(name, { timeoutSeconds: 1 });
        const { heard, opened } = listen(proxy);
        await opened;
        await eventually('to be cut off', () => heard.isClosed, 20_000);
        expect(heard.pings).toBe(0);
      },
      limitMs,
    );
}

function tryBytes(name: ProxyName): void {
  it(
    'a document of some megabytes comes in one request, and in one message',
    async () => {
      const { proxy } = await serveBehind(name);
      const doc = new Y.Doc();
      doc.getText('text').insert(0, 'x'.repeat(5_000_000));
      const body = Buffer.from(Y.encodeStateAsUpdate(doc));
      await fetch(`${proxy.httpUrl}/doc/new`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"docId":"large"}',
      });
      const headers = { 'content-type': 'application/octet-stream' };
      const answer = await fetch(`${proxy.httpUrl}/d/large/update`, { method: 'POST', headers, body });
      expect(answer.status).toBe(200);
      const people = await openAll({ place: proxy, name: 'large' });
      expect([...people.values()].map((person) => person.doc.getText('text').length)).toEqual(
        [...people].map(() => 5_000_000),
      );
    },
    limitMs,
  );

  it('what is streamed comes at once, and does not wait for more', async () => {
    const streams: ServerResponse[] = [];
    const backend = createServer((request, response) => {
      if (request.url === '/healthz') response.end();
      else streams.push(response.writeHead(200, { 'content-type': 'text/event-stream' }));
      streams.at(-1)?.write('data: first\n\n');
    }).listen(0, '127.0.0.1');
    await once(backend, 'listening');
    onTestFinished(() => {
      backend.closeAllConnections();
      backend.close();
    });
    const { port: backendPort } = backend.address() as AddressInfo;
    const proxy = await RunningProxy.start({ name, backendPort });
    const { body } = await fetch(`${proxy.httpUrl}/stream`);
    const reader = body?.getReader();
    const next = async () =>
      new TextDecoder().decode((await within('what was sent', reader?.read() ?? never))?.value);
    expect(await next()).toContain('first');
    streams.at(-1)?.write('data: second\n\n');
    expect(await next()).toContain('second');
    await reader?.cancel();
  });
}

const never = new Promise<undefined>(() => {});
