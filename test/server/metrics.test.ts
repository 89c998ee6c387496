import { readFile } from 'node:fs/promises';
import { request } from 'node:http';
import { createMemoryLog } from '@scriptorium/persistence';
import { expect, it } from 'vitest';
import { eventually } from './deadline.ts';
import { Participant } from './participant.ts';
import { RawClient } from './rawClient.ts';
import { RunningServer } from './runningServer.ts';

const name = 'whispered things';

/** What the server tells, by metric and labels as they stand in the text. */
async function scrape({ httpUrl }: RunningServer): Promise<ReadonlyMap<string, number>> {
  const answer = await fetch(`${httpUrl}/metrics`);
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
  const lines = (await answer.text()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.split(' ').at(-1))]));
}

/** Asks with a host or headers of its own, which `fetch` does not send. */
function statusOf(server: RunningServer, headers: Readonly<Record<string, string>>): Promise<number> {
  return new Promise((resolve, reject) => {
    const options = { port: server.port, host: '127.0.0.1', path: '/metrics', headers };
    const asked = request(options, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    asked.on('error', reject);
    asked.end();
  });
}

it('the metrics tell of connections, updates, latencies and bytes what was done', async () => {
  const server = await RunningServer.start();
  const url = server.webSocketUrl;
  const anna = await Participant.join({ url, name });
  const bert = await Participant.join({ url, name });
  anna.type('hello');
  await eventually('the echo', () => anna.hasEchoOf('hello'));
  await bert.whenReads('hello');
  const told = await scrape(server);
  expect(told.get('scriptorium_connections{dialect="plain"}')).toBe(2);
  expect(told.get('scriptorium_connections{dialect="hocuspocus"}')).toBe(0);
  expect(told.get('scriptorium_documents{state="open"}')).toBe(1);
  expect(told.get('scriptorium_updates_total{outcome="news"}')).toBe(1);
  expect(told.get('scriptorium_updates_delivered_total')).toBe(1);
  expect(told.get('scriptorium_commit_seconds_count')).toBe(1);
  expect(told.get('scriptorium_window_seconds_bucket{le="+Inf"}')).toBe(1);
  expect(told.get('scriptorium_received_bytes_total{dialect="plain"}')).toBeGreaterThan(100);
  expect(told.get('scriptorium_sent_bytes_total{dialect="plain"}')).toBeGreaterThan(100);
  expect(told.get('scriptorium_queue_bytes{queue="unsaved"}')).toBe(0);
  expect(told.get('process_open_fds')).toBeGreaterThan(3);
});

it('the metrics keep what connections did that have ended, and count who was turned away by the reason', async () => {
  const server = await RunningServer.start();
  const client = await RawClient.join({ url: server.webSocketUrl, path: 'letter' });
  client.sendBytes(Uint8Array.of(99));
  expect(await client.whenClosed()).toMatchObject({ code: 4400 });
  const stranger = await RawClient.connect({
    url: server.webSocketUrl,
    path: 'a',
    origin: 'https://e.example',
  });
  await stranger.whenClosed();
  const told = await eventually('both to be gone', async () => {
    const found = await scrape(server);
    return found.get('scriptorium_connections{dialect="plain"}') === 0 ? found : undefined;
  });
  expect(told.get('scriptorium_connections_opened_total{dialect="plain"}')).toBe(1);
  expect(told.get('scriptorium_messages_received_total{dialect="plain"}')).toBeGreaterThan(1);
  expect(told.get('scriptorium_refusals_total{reason="malformed"}')).toBe(1);
  expect(told.get('scriptorium_refusals_total{reason="originDenied"}')).toBe(1);
});

it('the metrics count the documents that sleep', async () => {
  const log = createMemoryLog();
  const server = await RunningServer.start({ log, idleMs: 0 });
  for (const title of ['one', 'two', 'three'])
    await fetch(`${server.httpUrl}/api/v1/documents`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ title }),
    });
  await eventually('three to sleep', async () => {
    const told = await scrape(server);
    const open = told.get('scriptorium_documents{state="open"}');
    const sleeping = told.get('scriptorium_documents{state="sleeping"}');
    return open !== undefined && sleeping !== undefined && open + sleeping === 3;
  });
});

it('the metrics hold no name of a document', async () => {
  const server = await RunningServer.start();
  await Participant.join({ url: server.webSocketUrl, name });
  const text = await (await fetch(`${server.httpUrl}/metrics`)).text();
  expect(text).not.toMatch(/whisper|things/);
});

it.each<[string, Readonly<Record<string, string>>]>([
  ['a proxy asks for somebody', { 'x-forwarded-for': '192.0.2.1' }],
  ['a proxy says so by the standard header', { forwarded: 'for=192.0.2.1' }],
  ['a page asks under a name that leads here', { host: 'rebound.example' }],
])('the metrics are kept from others when %s', async (_, headers) => {
  const server = await RunningServer.start();
  expect(await statusOf(server, headers)).toBe(403);
  expect(await statusOf(server, {})).toBe(200);
});

it('the metrics are for whoever shows the token when there is one, and for nobody else', async () => {
  const server = await RunningServer.start({ metricsToken: 'open sesame' });
  const ask = (authorization: string) => statusOf(server, { authorization, 'x-forwarded-for': '192.0.2.1' });
  expect(await ask('Bearer open sesame')).toBe(200);
  for (const wrong of ['', 'Bearer', 'Bearer open', 'open sesame', 'Bearer open sesamf'])
    expect(await ask(wrong)).toBe(401);
  expect(await statusOf(server, {})).toBe(401);
});

interface Dashboard {
  readonly panels: readonly { readonly targets: readonly { readonly expr: string }[] }[];
}

it('the dashboard asks for all metrics there are, for no others, and by labels that they have', async () => {
  const text = await readFile(new URL('../../server/metrics/dashboard.json', import.meta.url), 'utf8');
  const { panels } = JSON.parse(text) as Dashboard;
  const queries = panels.flatMap(({ targets }) => targets.map(({ expr }) => expr));
  const asked = queries.flatMap((query) => query.match(/\b(?:scriptorium|process|nodejs)_\w+/g) ?? []);
  const server = await RunningServer.start();
  await RawClient.connect({ url: server.webSocketUrl, path: 'a', origin: 'https://elsewhere.example' });
  await fetch(`${server.httpUrl}/healthz`);
  const told = [...(await scrape(server)).keys()];
  const there = new Set(told.map((key) => key.replace(/\{.*/, '')));
  expect(asked.filter((metric) => !there.has(metric))).toEqual([]);
  expect([...there].filter((metric) => !asked.includes(metric))).toEqual([]);
  for (const query of queries) {
    const [, label] = /by \((\w+)\)/.exec(query) ?? [];
    const [metric = ''] = query.match(/\b(?:scriptorium|process|nodejs)_\w+/) ?? [];
    if (label !== undefined)
      expect(told.filter((key) => key.startsWith(`${metric}{`) && key.includes(`${label}="`))).not.toEqual(
        [],
      );
  }
});
