import { createProvider } from '@scriptorium/editor';
import { createMemoryLog } from '@scriptorium/persistence';
import { type Authorize, createAuthority } from '@scriptorium/server';
import { decodeAwareness, decodeText } from '@scriptorium/server/protocol';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { secret, signToken } from '../families/accessToken.ts';
import { eventually } from './deadline.ts';
import { Participant } from './participant.ts';
import { RawClient } from './rawClient.ts';
import { RunningServer } from './runningServer.ts';

/** What the README calls seconds. */
const secondsMax = 5;
const adminToken = 'token-of-the-operator';

interface Ask {
  readonly method?: string;
  readonly token?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
  readonly headers: Headers;
}

async function guarded(
  authorize: Authorize | ReturnType<typeof createAuthority> = createAuthority({ secret }),
) {
  const log = createMemoryLog();
  const server = await RunningServer.start({ log, more: { authorize, adminToken, stampsNames: true } });
  const ask = async (
    path: string,
    { method = 'GET', token, body, headers = {} }: Ask = {},
  ): Promise<Answer> => {
    const response = await fetch(server.httpUrl + path, {
      method,
      redirect: 'manual',
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const parsed = text.startsWith('{') ? (JSON.parse(text) as Answer['body']) : {};
    return { status: response.status, body: parsed, headers: response.headers };
  };
  const make = async (...names: string[]): Promise<void> => {
    for (const name of names)
      expect(
        (await ask('/api/v1/documents', { method: 'POST', token: adminToken, body: { name } })).status,
      ).toBe(201);
  };
  return { server, log, ask, make };
}

const tokenTo = (documents: string, access = 'write') => signToken({ user: 'ada', access, documents });
const at = (name: string) => `/api/v1/documents/${encodeURIComponent(name)}`;
const namesOf = ({ body }: Answer) => (body.documents as { name: string }[]).map(({ name }) => name).sort();

/** What a client of the wire was told of somebody's presence, as JSON. */
function presencesOf(client: RawClient, whom: number): readonly string[] {
  const entries = client.all('awareness').flatMap(({ update }) => decodeAwareness(update));
  return entries.filter(({ clientId }) => clientId === whom).map(({ state }) => decodeText(state));
}

/** What somebody sends who has typed this and nothing else. */
function updateOf(text: string): Uint8Array {
  const doc = new Y.Doc();
  doc.getText('t').insert(0, text);
  return Y.encodeStateAsUpdate(doc);
}

describe('the list over HTTP', () => {
  it('shows what one may read, and says where one may write', async () => {
    const { ask, make } = await guarded();
    await make('a/1', 'a/2', 'b');
    const all = await ask('/api/v1/documents', { token: tokenTo('a/*', 'read') });
    expect(namesOf(all)).toEqual(['a/1', 'a/2']);
    expect(all.body).toMatchObject({ mayCreate: false, documents: [{ access: 'read' }, { access: 'read' }] });
    expect((await ask('/api/v1/documents', { token: tokenTo('*') })).body.mayCreate).toBe(true);
    expect(namesOf(await ask('/api/v1/documents?search=b', { token: tokenTo('a/*') }))).toEqual([]);
  });

  it('wants to know who asks when nothing is for everybody', async () => {
    const { ask, make } = await guarded();
    await make('a');
    for (const token of [undefined, 'nonsense', signToken({ user: 'ada', access: 'write', seconds: -1 })]) {
      const { status, headers } = await ask('/api/v1/documents', { ...(token !== undefined && { token }) });
      expect([status, headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
    }
  });

  it('shows to nobody in particular what is for everybody', async () => {
    const { ask, make } = await guarded(async ({ name }) =>
      name === 'public' ? { kind: 'granted', user: '', level: 'read' } : { kind: 'denied', reason: 'no' },
    );
    await make('public', 'private');
    expect(namesOf(await ask('/api/v1/documents'))).toEqual(['public']);
  });

  it.each([
    ['GET', 'read', 200],
    ['PATCH', 'read', 403],
    ['PATCH', 'suggest', 403],
    ['PATCH', 'write', 200],
    ['DELETE', 'comment', 403],
    ['DELETE', 'write', 204],
  ])('%s of a document needs more than %s: %s', async (method, access, status) => {
    const { ask, make } = await guarded();
    await make('a');
    const body = method === 'PATCH' ? { body: { title: 'T' } } : {};
    expect((await ask(at('a'), { method, token: tokenTo('a', access), ...body })).status).toBe(status);
    expect((await ask(at('a'), { method, token: tokenTo('b'), ...body })).status).toBe(403);
    expect((await ask(at('a'), { method, ...body })).status).toBe(401);
  });

  it('lets documents be made only of names that one may write, and the log says who made them', async () => {
    const { ask, log } = await guarded();
    const create = (name: string, token: string) =>
      ask('/api/v1/documents', { method: 'POST', token, body: { name } });
    expect((await create('a/1', tokenTo('a/*'))).status).toBe(201);
    expect((await create('b', tokenTo('a/*'))).status).toBe(403);
    expect((await create('a/2', tokenTo('a/*', 'read'))).status).toBe(403);
    expect((await log.read('a/1' as never))?.entries.map(({ author }) => author)).toEqual(['ada']);
  });

  it('says who asks to them only, where they may read', async () => {
    const { ask } = await guarded();
    const who = async (query: string, token?: string) => {
      const { status, body } = await ask(`/api/v1/account${query}`, token === undefined ? {} : { token });
      return status === 200 ? body.user : status;
    };
    expect(await who('?document=a%2F1', tokenTo('a/*', 'read'))).toBe('ada');
    expect(await who('', tokenTo('*'))).toBe('ada');
    expect(await who('?document=b', tokenTo('a/*'))).toBe(403);
    expect(await who('?document=a')).toBe(401);
    expect((await ask('/api/v1/account', { method: 'POST', token: tokenTo('*'), body: {} })).status).toBe(
      405,
    );
  });

  it('answers 503 and never lets in when it can not be decided', async () => {
    const { ask, server } = await guarded(() => Promise.reject(new Error('the directory is down')));
    expect((await ask(at('a'), { token: 'any' })).status).toBe(503);
    expect((await ask('/api/v1/documents', { token: 'any' })).status).toBe(503);
    const client = await RawClient.connect({ url: server.webSocketUrl, path: 'a' });
    expect((await client.whenClosed()).code).toBe(4503);
    expect(server.problems.length).toBeGreaterThan(0);
  });
});

it('an application that decides nothing lets nobody in', async () => {
  const { ask, server } = await guarded((() => Promise.resolve(undefined)) as unknown as Authorize);
  expect((await ask(at('a'))).status).toBe(503);
  const client = await RawClient.connect({ url: server.webSocketUrl, path: 'a' });
  expect((await client.whenClosed()).code).toBe(4503);
});

describe('POST /api/v1/access/recheck', () => {
  it('is for the operator only', async () => {
    const { ask } = await guarded();
    const recheck = (token?: string) =>
      ask('/api/v1/access/recheck', { method: 'POST', body: {}, ...(token !== undefined && { token }) });
    expect((await recheck()).status).toBe(401);
    expect((await recheck(tokenTo('*'))).status).toBe(401);
    expect((await recheck(`${adminToken}x`)).status).toBe(401);
    expect(await recheck(adminToken)).toMatchObject({ status: 200, body: { checked: 0, ended: 0 } });
    expect((await ask('/api/v1/access/recheck', { token: adminToken })).status).toBe(405);
  });

  it('is for nobody where the operator has no token', async () => {
    const server = await RunningServer.start();
    const response = await fetch(`${server.httpUrl}/api/v1/access/recheck`, { method: 'POST' });
    expect(response.status).toBe(403);
  });

  it('asks anew about whom it concerns, some at a time however many they are, and about nobody else', async () => {
    const gone = new Set<string>();
    let [atOnce, atOnceMost, asked] = [0, 0, 0];
    const { ask, server } = await guarded(async ({ token = '' }) => {
      atOnce += 1;
      asked += 1;
      atOnceMost = Math.max(atOnceMost, atOnce);
      await new Promise(setImmediate);
      atOnce -= 1;
      return gone.has(token)
        ? { kind: 'denied', reason: 'gone' }
        : { kind: 'granted', user: token, level: 'write' };
    });
    const path = (user: string) => `notes?token=${user}`;
    const clients = await Promise.all(
      Array.from({ length: 100 }, () => RawClient.join({ url: server.webSocketUrl, path: path('ada') })),
    );
    const ben = await RawClient.join({ url: server.webSocketUrl, path: path('ben') });
    gone.add('ada').add('ben');
    [asked, atOnceMost] = [0, 0];
    const body = { user: 'ada' };
    const answer = await ask('/api/v1/access/recheck', { method: 'POST', token: adminToken, body });
    expect(answer.body).toEqual({ checked: 100, ended: 100 });
    expect([asked, atOnceMost]).toEqual([100, 32]);
    for (const client of clients) expect((await client.whenClosed()).code).toBe(4401);
    expect(ben.isOpen).toBe(true);
  });

  it('sends away whoever is somebody else by now, with what others saw of them, and lets them in anew as that', async () => {
    const users = new Map([
      ['page', 'ada'],
      ['other', 'eve'],
    ]);
    const { ask, log, server } = await guarded(async ({ token = '' }) => ({
      kind: 'granted',
      user: users.get(token) ?? '',
      level: 'write',
    }));
    const join = (token: string) =>
      RawClient.join({ url: server.webSocketUrl, path: `notes?token=${token}` });
    const [page, eve] = [await join('page'), await join('other')];
    page.type(updateOf('one'));
    page.announce({ clientId: 7, clock: 1, state: { user: { name: 'Ada' } } });
    await eventually('the presence', () => presencesOf(eve, 7).length > 0);
    users.set('page', 'ben');
    const recheck = (user: string) =>
      ask('/api/v1/access/recheck', { method: 'POST', token: adminToken, body: { user } });
    expect((await recheck('ben')).body).toEqual({ checked: 0, ended: 0 });
    expect((await recheck('ada')).body).toEqual({ checked: 1, ended: 1 });
    page.type(updateOf('never'));
    expect((await page.whenClosed()).code).toBe(4401);
    await eventually('the goodbye', () => presencesOf(eve, 7).at(-1) === 'null');
    const again = await join('page');
    again.type(updateOf('two'));
    const authors = async () => (await log.read('notes' as never))?.entries.map(({ author }) => author);
    await eventually('both on disk', async () => (await authors())?.length === 2);
    expect(await authors()).toEqual(['ada', 'ben']);
    expect((await recheck('ben')).body).toEqual({ checked: 1, ended: 0 });
    expect([again.isOpen, eve.isOpen]).toEqual([true, true]);
  });

  it('reaches a thousand open connections within seconds, and those who may stay feel nothing', async () => {
    const gone = new Set<string>();
    const { ask, server } = await guarded(({ token = '' }) =>
      Promise.resolve(
        gone.has(token)
          ? { kind: 'denied', reason: 'gone' }
          : { kind: 'granted', user: token, level: 'write' },
      ),
    );
    const join = (user: string) =>
      RawClient.join({ url: server.webSocketUrl, path: `notes-${user.length}?token=${user}` });
    const clients: RawClient[] = [];
    for (let first = 0; first < 1000; first += 50) {
      const users = Array.from({ length: 50 }, (_, index) => `user-${first + index}`);
      clients.push(...(await Promise.all(users.map(join))));
      for (const user of users) gone.add(user);
    }
    const ben = await join('ben');
    const startMs = performance.now();
    const answer = await ask('/api/v1/access/recheck', { method: 'POST', token: adminToken, body: {} });
    expect(answer.body).toEqual({ checked: 1001, ended: 1000 });
    const goodbyes = await Promise.all(clients.map((client) => client.whenClosed()));
    expect(performance.now() - startMs).toBeLessThan(secondsMax * 1000);
    expect(goodbyes.filter(({ code }) => code !== 4401)).toEqual([]);
    expect(ben.isOpen).toBe(true);
  }, 60_000);
});

describe('routes of y-sweet', () => {
  it('give nobody a token in another’s name, to more than they may, or for longer', async () => {
    const { ask, make } = await guarded();
    await make('a');
    const auth = (token: string, body: object) => ask('/doc/a/auth', { method: 'POST', token, body });
    expect((await auth(tokenTo('a'), { userId: 'ben' })).status).toBe(403);
    expect((await auth(tokenTo('a', 'read'), { authorization: 'full' })).status).toBe(403);
    expect((await auth(tokenTo('b'), {})).status).toBe(403);
    expect((await ask('/doc/a/auth', { method: 'POST', body: {} })).status).toBe(401);
    const { body } = await auth(tokenTo('a'), { userId: 'ada', validForSeconds: 3600 });
    const payload = String(body.token).slice('sweet_'.length).split('.')[0] ?? '';
    const grant = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, number>;
    expect(grant).toMatchObject({ user: 'ada', authorization: 'full' });
    expect(grant.untilMs).toBeLessThan(Date.now() + 61_000);
    expect((await auth(adminToken, { userId: 'ben' })).status).toBe(200);
  });

  it('obey the same access when they read, write and make documents', async () => {
    const { ask, make } = await guarded();
    await make('a');
    const reader = tokenTo('a', 'read');
    expect((await ask('/d/a/as-update', { token: reader })).status).toBe(200);
    expect((await ask('/d/a/as-update')).status).toBe(401);
    expect((await ask('/d/a/as-update', { token: tokenTo('b') })).status).toBe(403);
    expect((await ask('/d/a/update', { method: 'POST', token: reader })).status).toBe(403);
    expect((await ask('/doc/new', { method: 'POST', token: reader, body: { docId: 'n' } })).status).toBe(403);
    expect(
      (await ask('/doc/new', { method: 'POST', token: tokenTo('n'), body: { docId: 'n' } })).status,
    ).toBe(200);
  });
});

describe('a link with a token', () => {
  it('moves it into a cookie that only this server gets, and out of the address', async () => {
    const { ask } = await guarded();
    const token = tokenTo('a');
    const { status, headers } = await ask(`/d/a?x=1&token=${token}`);
    expect([status, headers.get('location')]).toEqual([303, './a?x=1']);
    const [own = '', mark = ''] = headers.getSetCookie();
    expect(own).toBe(`scriptorium_token=${token}; Path=/; SameSite=Strict; HttpOnly`);
    expect(mark).toMatch(/^scriptorium_sign_in=[\w-]{16}; Path=\/; SameSite=Strict; Max-Age=34560000$/);
    const cookie = own.split(';')[0] ?? '';
    expect((await ask('/api/v1/documents', { headers: { cookie } })).status).toBe(200);
  });

  it('is for pages only, and not where nobody signs in', async () => {
    const { ask } = await guarded();
    expect((await ask('/api/v1/documents?token=x')).status).toBe(401);
    const open = await RunningServer.start();
    const response = await fetch(`${open.httpUrl}/d/a?token=x`, { redirect: 'manual' });
    expect(response.headers.get('set-cookie')).toBeNull();
  });
});

it('people are shown under the name in their token, whatever their client says (S22)', async () => {
  const { server } = await guarded();
  const token = (user: string, name: string) => `notes?token=${signToken({ user, name, access: 'read' })}`;
  const url = server.webSocketUrl;
  const [eve, ada] = [
    await RawClient.join({ url, path: token('eve', 'Eve') }),
    await RawClient.join({ url, path: token('ada', 'Ada') }),
  ];
  eve.announce({ clientId: 7, clock: 1, state: { user: { name: 'Ada', color: '#f00' } } });
  await eventually('the presence', () => presencesOf(ada, 7).length > 0);
  expect(presencesOf(ada, 7).at(-1)).toBe('{"user":{"name":"Eve","color":"#f00"}}');
});

it('an unmodified y-websocket client that may read follows what others write, and changes nothing for them', async () => {
  const { server } = await guarded();
  const join = (access: string) =>
    Participant.join({
      url: server.webSocketUrl,
      name: `notes?token=${signToken({ user: access, access })}`,
    });
  const [reader, writer] = [await join('read'), await join('write')];
  reader.doc.getText('t').insert(0, 'never');
  writer.doc.getText('t').insert(0, 'hello');
  await eventually('the reader to follow', () => reader.doc.getText('t').toString().includes('hello'));
  expect(writer.doc.getText('t').toString()).toBe('hello');
  expect(reader.received.some(({ kind }) => kind === 'auth')).toBe(true);
});

it('our own provider brings a token with each connection, and is told what it may do', async () => {
  const { server } = await guarded();
  const doc = new Y.Doc();
  const shown: string[] = [];
  const provider = createProvider({
    url: server.webSocketUrl,
    name: 'notes',
    doc,
    awareness: new Awareness(doc),
    WebSocket: WebSocket as unknown as typeof globalThis.WebSocket,
    token: () => {
      shown.push('once');
      return tokenTo('notes', 'read');
    },
  });
  onTestFinished(() => provider.destroy());
  await eventually('to be let in', () => provider.peek().synced && provider.peek().access === 'read');
  expect(shown).toEqual(['once']);
});

it('edits that one relays for another are taken, and the log says who brought them', async () => {
  const { server, log } = await guarded();
  const join = (user: string) =>
    Participant.join({
      url: server.webSocketUrl,
      name: `notes?token=${signToken({ user, access: 'write' })}`,
    });
  const ada = await join('ada');
  ada.doc.getText('t').insert(0, 'one');
  const offline = new Participant({ url: 'ws://127.0.0.1:9', name: 'notes' });
  offline.doc.getText('t').insert(0, 'two');
  const ben = await join('ben');
  Y.applyUpdate(ben.doc, Y.encodeStateAsUpdate(offline.doc));
  const authors = async () => (await log.read('notes' as never))?.entries.map(({ author }) => author) ?? [];
  await eventually('both on disk', async () => (await authors()).length === 2);
  expect(await authors()).toEqual(['ada', 'ben']);
});
