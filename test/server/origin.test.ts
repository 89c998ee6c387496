import { expect, it } from 'vitest';
import { RawClient } from './rawClient.ts';
import { RunningServer } from './runningServer.ts';

const path = 'letter';

it.each(['https://evil.example', 'http://127.0.0.1', 'http://127.0.0.1:1', 'null', 'nonsense'])(
  'a page of %s is sent away for good (S21)',
  async (origin) => {
    const { webSocketUrl: url } = await RunningServer.start();
    const client = await RawClient.connect({ url, path, origin });
    const { code, reason } = await client.whenClosed();
    expect(code).toBe(4403);
    expect(reason).toContain('--allow-origin');
    expect(client.received).toEqual([]);
  },
);

it('a page of an origin that is listed may connect, and no other (S21)', async () => {
  const { webSocketUrl: url } = await RunningServer.start({ allowedOrigins: ['https://friend.example'] });
  await RawClient.join({ url, path, origin: 'https://friend.example' });
  for (const origin of ['http://friend.example', 'https://friend.example.evil.example']) {
    const client = await RawClient.connect({ url, path, origin });
    expect((await client.whenClosed()).code).toBe(4403);
  }
});

it('a page of any origin may connect when all are allowed', async () => {
  const { webSocketUrl: url } = await RunningServer.start({ allowedOrigins: ['*'] });
  await RawClient.join({ url, path, origin: 'https://anybody.example' });
});

it('a page of the server itself may connect, and so may a program that says nothing of origins', async () => {
  const server = await RunningServer.start();
  await RawClient.join({ url: server.webSocketUrl, path, origin: server.httpUrl });
  await RawClient.join({ url: server.webSocketUrl, path });
});

it('a page of another origin may not change documents over HTTP, and may look at them (S21)', async () => {
  const { httpUrl } = await RunningServer.start({ allowedOrigins: ['https://friend.example'] });
  const ask = (method: string, origin: string) =>
    fetch(`${httpUrl}/api/v1/documents`, { method, headers: { origin } }).then(({ status }) => status);
  expect(await ask('POST', 'https://evil.example')).toBe(403);
  expect(await ask('GET', 'https://evil.example')).toBe(200);
  expect(await ask('POST', 'https://friend.example')).toBe(201);
  expect(await ask('POST', httpUrl)).toBe(201);
});
