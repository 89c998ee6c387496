import { createAuthority } from '@scriptorium/server';
import { expect, it } from 'vitest';
import { eventually } from '../server/deadline.ts';
import { RunningServer } from '../server/runningServer.ts';
import { secret, signToken } from './accessToken.ts';
import { PathProxy } from './pathProxy.ts';
import { converge, open, openAll, readOf, type, whenAllSaved } from './person.ts';

const path = '/docs';
const trustedProxies = ['127.0.0.1'];

function serveBelow(more = {}): Promise<RunningServer> {
  return RunningServer.start({ trustedProxies, more: { basePath: path, ...more } });
}

it.each([
  ['passes it on', false],
  ['takes it off', true],
])('clients of all families write together below a path when the proxy %s', async (_, takesOff) => {
  const server = await serveBelow();
  const place = await PathProxy.start({ port: server.port, path, takesOff });
  const people = await openAll({ place, name: 'notes' });
  for (const [family, person] of people) type(person, `${family}, `);
  await whenAllSaved(people);
  await converge(people);
});

it('a document whose name begins like the path is its own, whatever the proxy does', async () => {
  const server = await serveBelow();
  const [kept, takenOff] = await Promise.all(
    [false, true].map((takesOff) => PathProxy.start({ port: server.port, path, takesOff })),
  );
  if (kept === undefined || takenOff === undefined) throw new Error('There are two proxies.');
  const people = new Map([
    ['by its path', open('y-websocket 3', { place: kept, name: 'docs/n' })],
    ['by its path, taken off', open('scriptorium.v1', { place: takenOff, name: 'docs/n' })],
    ['by its name', open('Hocuspocus 4', { place: kept, name: 'docs/n' })],
  ]);
  const other = open('y-websocket 3', { place: takenOff, name: 'n' });
  await eventually('all to be synced', () => [...people.values(), other].every(({ isSynced }) => isSynced()));
  for (const [who, person] of people) type(person, `${who}, `);
  await whenAllSaved(people);
  await converge(people);
  expect(readOf(other)).toBe('');
});

it('a server below a path answers nothing elsewhere but who looks after it, and says where it is', async () => {
  const { httpUrl } = await serveBelow();
  const ask = async (at: string) => {
    const response = await fetch(httpUrl + at, { redirect: 'manual' });
    return [response.status, response.headers.get('location') ?? (await response.text())] as const;
  };
  for (const at of ['/healthz', '/readyz', '/metrics', '/docs/healthz', '/docs/api/v1/documents'])
    expect((await ask(at))[0], at).toBe(200);
  expect(await ask('/docs?x=1')).toEqual([307, 'docs/?x=1']);
  for (const at of ['/', '/d/a', '/docsx/', '/api/v1/documents', '/healthz/x'])
    expect(await ask(at), at).toEqual([404, expect.stringContaining('All is below /docs')]);
});

it.each([
  ['passes it on', false],
  ['takes it off', true],
])('a link signs in below a path, for that path only, when the proxy %s', async (_, takesOff) => {
  const server = await serveBelow({ authorize: createAuthority({ secret }) });
  const { httpUrl } = await PathProxy.start({ port: server.port, path, takesOff });
  const token = signToken({ user: 'ada', access: 'write' });
  const response = await fetch(`${httpUrl}/d/a?token=${token}`, { redirect: 'manual' });
  expect(new URL(response.headers.get('location') ?? '', `${httpUrl}/d/a`).href).toBe(`${httpUrl}/d/a`);
  expect(response.headers.get('set-cookie')).toContain('; Path=/docs; ');
});
