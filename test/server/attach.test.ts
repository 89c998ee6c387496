import { createServer as createHttpServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createMemoryLog } from '@scriptorium/persistence';
import { createServer } from '@scriptorium/server';
import { expect, it, onTestFinished } from 'vitest';
import { WebSocketServer } from 'ws';
import { managerOf, SweetClient } from '../families/sweetClient.ts';
import { eventually } from './deadline.ts';
import { Participant } from './participant.ts';
import { RawClient } from './rawClient.ts';

/** An application with a server of its own, which answers requests and takes upgrades, and this one beside it. */
async function application(basePath = '/documents') {
  const http: HttpServer = createHttpServer((request, response) => response.end(`host ${request.url}`));
  const others = new WebSocketServer({ noServer: true });
  http.on('upgrade', (request, socket, head) => {
    if (request.url === '/chat')
      others.handleUpgrade(request, socket, head, (ws) => ws.send(new Uint8Array([3])));
  });
  const log = createMemoryLog();
  const server = createServer({ log, allowedOrigins: [], idleMs: 1000, report: () => {} });
  server.attach(http, basePath);
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    await server.stop(0);
    http.closeAllConnections();
    http.close();
  });
  const address = `127.0.0.1:${(http.address() as AddressInfo).port}`;
  const ask = async (path: string) => await (await fetch(`http://${address}${path}`)).text();
  return { http, server, address, ask };
}

it('an attached server serves below its path, and leaves requests and upgrades elsewhere to others', async () => {
  const { address, ask } = await application();
  const url = `ws://${address}/documents`;
  const [one, other] = [
    await Participant.join({ url, name: 'n' }),
    await Participant.join({ url, name: 'n' }),
  ];
  one.doc.getText('t').insert(0, 'hello');
  await eventually('the other to read it', () => other.doc.getText('t').toString() === 'hello');
  expect(JSON.parse(await ask('/documents/readyz'))).toEqual({ status: 'ready' });
  for (const path of ['/', '/readyz', '/documentsx', '/x/documents', '/documents2/readyz'])
    expect(await ask(path)).toBe(`host ${path}`);
  const chat = await RawClient.connect({ url: `ws://${address}`, path: 'chat' });
  await chat.hear('queryAwareness');
});

it('an attached server tells clients of y-sweet where it is', async () => {
  const { address } = await application('/a/b');
  const manager = managerOf(`http://${address}/a/b`);
  const client = await SweetClient.join({
    httpUrl: `http://${address}`,
    name: 'n',
    fetchToken: () => manager.getOrCreateDocAndToken('n'),
  });
  client.type('hello');
  await client.whenSaved();
});

it('an attached server leads who asks for its path to the list, beside which all is that a page refers to', async () => {
  const { address } = await application('/a/b');
  const { status, headers } = await fetch(`http://${address}/a/b?x=1`, { redirect: 'manual' });
  expect([status, headers.get('location')]).toEqual([307, 'b/?x=1']);
});

it('an attached server that stops sends its clients away and leaves the other one running', async () => {
  const { address, ask, server, http } = await application();
  const client = await RawClient.join({ url: `ws://${address}/documents`, path: 'n' });
  await server.stop(1000);
  expect((await client.whenClosed()).code).toBe(1001);
  expect(await ask('/documents/readyz')).toBe('host /documents/readyz');
  expect(http.listening).toBe(true);
});

it.each(['', '/', 'documents', '/documents/', '//', '/a?b'])(
  'a server does not attach to %j',
  async (basePath) => {
    const http = createHttpServer();
    const server = createServer({ log: createMemoryLog(), allowedOrigins: [], idleMs: 0, report: () => {} });
    expect(() => server.attach(http, basePath)).toThrow(TypeError);
    expect(http.listenerCount('request')).toBe(0);
    await server.stop(0);
  },
);
