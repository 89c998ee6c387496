import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseDocumentName } from '@scriptorium/persistence';
import { expect, it, onTestFinished } from 'vitest';
import { ApplicationAuthority } from './applicationAuthority.ts';

const name = parseDocumentName('notes');
const nowMs = () => 1_000_000;

type Answer = (response: ServerResponse, asked: unknown) => void;
const json =
  (body: unknown, status = 200): Answer =>
  (response) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const chunk of request as AsyncIterable<Buffer>) text += chunk.toString();
  return JSON.parse(text);
}

/** An operator's application that answers as it is told, and remembers what it was asked. */
async function application(answer: Answer, timeoutMs = 10_000) {
  const state = { answer, asked: [] as unknown[], now: nowMs(), atOnce: 0, atOnceMost: 0 };
  const server = createServer(async (request, response) => {
    state.atOnce += 1;
    state.atOnceMost = Math.max(state.atOnceMost, state.atOnce);
    const body = await bodyOf(request);
    state.asked.push(body);
    state.atOnce -= 1;
    state.answer(response, body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/access`);
  const authority = new ApplicationAuthority({ url, nowMs: () => state.now, timeoutMs });
  return { state, authority, ask: (token?: string) => authority.authorize({ name, token }) };
}

it('an application says who it is, what they may do, and until when', async () => {
  const { ask, state } = await application(
    json({ user: 'ada', name: 'Ada', access: 'comment', expires: 2000 }),
  );
  expect(await ask('t')).toEqual({
    kind: 'granted',
    user: 'ada',
    displayName: 'Ada',
    level: 'comment',
    untilMs: 2_000_000,
  });
  expect(state.asked).toEqual([{ token: 't', document: 'notes' }]);
});

it.each([
  ['status 401', json({}, 401), { kind: 'denied', needsSignIn: true }],
  ['status 403', json({}, 403), { kind: 'denied' }],
  ['no access', json({ user: 'ada', access: null }), { kind: 'denied' }],
] as const)('an application that answers with %s denies', async (_, answer, expected) => {
  expect(await (await application(answer)).ask()).toMatchObject(expected);
});

it.each<[string, Answer]>([
  ['status 500', json({ user: 'ada', access: 'write' }, 500)],
  ['a redirect', (response) => response.writeHead(302, { location: '/elsewhere' }).end()],
  ['no JSON', (response) => response.end('yes')],
  ['no user', json({ access: 'write' })],
  ['an unknown level', json({ user: 'ada', access: 'all' })],
  ['a wrong end', json({ user: 'ada', access: 'write', expires: 'never' })],
  ['more than 64 KiB', json({ user: 'ada', access: 'write', padding: 'x'.repeat(70_000) })],
  ['nothing in time', () => {}],
  ['a cut connection', (response) => response.destroy()],
])(
  'an application that answers with %s lets nobody in, and no error holds the token',
  async (what, answer) => {
    const { ask } = await application(answer, what === 'nothing in time' ? 100 : undefined);
    const error: unknown = await ask('hush').catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(Error);
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error)) + String(error)).not.toContain('hush');
  },
);

it('an application is asked once for many who ask the same, and again after 10 s or when it is to be forgotten', async () => {
  const { ask, state, authority } = await application(json({ user: 'ada', access: 'write' }));
  await Promise.all([ask('t'), ask('t'), ask('t')]);
  await ask('t');
  expect(state.asked).toHaveLength(1);
  state.now += 10_000;
  await ask('t');
  expect(state.asked).toHaveLength(2);
  authority.forget();
  await ask('t');
  expect(state.asked).toHaveLength(3);
});

it('what an application was answering when all was to be forgotten is not remembered', async () => {
  let release = (): void => {};
  const { ask, state, authority } = await application((response) => {
    release = () => json({ user: 'ada', access: 'write' })(response, undefined);
  });
  const before = ask('t');
  await expect.poll(() => state.asked.length).toBe(1);
  authority.forget();
  const releaseFirst = release;
  state.answer = json({ user: 'ada', access: null });
  expect(await ask('t')).toMatchObject({ kind: 'denied' });
  releaseFirst();
  expect((await before).kind).toBe('granted');
  expect(await ask('t')).toMatchObject({ kind: 'denied' });
});

it('an application is asked 32 questions at a time, however many come', async () => {
  const { ask, state } = await application(json({ user: 'ada', access: 'read' }));
  const answers = await Promise.all(Array.from({ length: 300 }, (_, index) => ask(String(index))));
  expect(answers.every(({ kind }) => kind === 'granted')).toBe(true);
  expect(state.atOnceMost).toBeLessThanOrEqual(32);
});
