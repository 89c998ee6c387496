import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseDocumentName } from '@scriptorium/persistence';
import { expect, it, onTestFinished } from 'vitest';
import * as Y from 'yjs';
import { Author } from './author.ts';
import { eventually } from './deadline.ts';
import { type Answer, ListClient } from './listClient.ts';
import { clientVersions, Participant } from './participant.ts';
import { RawClient } from './rawClient.ts';
import { RunningServer, type RunningServerOptions } from './runningServer.ts';
import { TroubledLog } from './troubledLog.ts';

const contentName = 'prosemirror';

async function bench(options: RunningServerOptions = {}) {
  const server = await RunningServer.start(options);
  return { server, url: server.webSocketUrl, list: new ListClient(server.httpUrl) };
}

const titleOf = (doc: Y.Doc) => String(doc.getMap('meta').get('title'));

function writeParagraph({ doc }: Participant, text: string): void {
  const paragraph = new Y.XmlElement('block');
  paragraph.insert(0, [new Y.XmlText(text)]);
  doc.getXmlFragment(contentName).push([paragraph]);
}

it('a document that is created without a name gets one that nobody guesses, one empty paragraph and its title (E12)', async () => {
  const { list, url } = await bench();
  const [first, second] = [await list.create({ title: 'Ä letter 🙂' }), await list.create()];
  expect(first.name).toMatch(/^[\w-]{20,}$/);
  expect(second.name).not.toBe(first.name);
  expect(first).toMatchObject({ title: 'Ä letter 🙂', excerpt: '', words: 0 });
  const { doc } = await Participant.join({ url, name: first.name });
  expect(titleOf(doc)).toBe('Ä letter 🙂');
  expect(doc.getXmlFragment(contentName).toJSON()).toMatch(/^<block[^>]*><\/block>$/);
});

it('a document that is created with a name has that name, and nobody can create it again', async () => {
  const { list, url } = await bench();
  const name = 'notes/2024 ä';
  expect(await list.create({ name, title: 'Notes' })).toMatchObject({ name, title: 'Notes' });
  expect(await list.send('POST', { body: { name } })).toMatchObject(problem(409, /already/));
  const { doc } = await Participant.join({ url, name });
  expect(doc.getXmlFragment(contentName).length).toBe(1);
});

it('a document is created once when many ask for it at the same time (S19, E12)', async () => {
  const { list, url } = await bench();
  const answers = await Promise.all(
    Array.from({ length: 10 }, () => list.send('POST', { body: { name: 'wanted', title: 'T' } })),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(9).fill(409)]);
  const { doc } = await Participant.join({ url, name: 'wanted' });
  expect(doc.getXmlFragment(contentName).length).toBe(1);
});

it('a document that somebody waits in can be created, and what somebody wrote in can not', async () => {
  const { list, url } = await bench();
  const waiting = await Participant.join({ url, name: 'empty' });
  await list.create({ name: 'empty', title: 'Now' });
  await eventually('the title to arrive', () => titleOf(waiting.doc) === 'Now');
  const writer = await Participant.join({ url, name: 'taken' });
  writer.type('mine');
  await eventually('the echo', () => writer.hasEchoOf('mine'));
  expect(await list.send('POST', { body: { name: 'taken' } })).toMatchObject(problem(409, /already/));
});

it.each(['.', '..'])('a document can not be called %j, which no address leads to', async (name) => {
  const { list } = await bench();
  expect(await list.send('POST', { body: { name } })).toMatchObject(problem(400, /address/));
});

it('the list has the newest first, and an edit over WebSocket shows a moment later', async () => {
  const { list, url } = await bench();
  for (const name of ['first', 'second', 'third']) await list.create({ name, title: `The ${name}` });
  const names = async () => (await list.list()).documents.map((document) => document.name);
  await eventually('three documents', async () => (await names()).length === 3);
  const writer = await Participant.join({ url, name: 'first' });
  writeParagraph(writer, 'Two words 🙂');
  writer.doc.getMap('meta').set('title', 'Renamed by hand');
  const edited = await eventually('the edit to show', async () =>
    (await list.list()).documents.find(({ title }) => title === 'Renamed by hand'),
  );
  expect(edited).toMatchObject({ name: 'first', excerpt: 'Two words 🙂', words: 2 });
  expect(edited.editedMs).toBeGreaterThanOrEqual(edited.createdMs);
  expect((await names())[0]).toBe('first');
});

it('a document that a plain client makes is in the list', async () => {
  const { list, url } = await bench();
  const writer = await Participant.join({ url, name: 'made by hand' });
  writeParagraph(writer, 'Its first line');
  await eventually('it to be listed', async () =>
    (await list.list()).documents.some(
      ({ name, title }) => name === 'made by hand' && title === 'Its first line',
    ),
  );
});

it('every document is described when a hundred are edited at the same moment', async () => {
  const { list, url, server } = await bench();
  const authors = Array.from({ length: 100 }, (_, index) => ({ name: `d${index}`, author: new Author() }));
  await Promise.all(
    authors.map(async ({ name, author }) => {
      author.doc.getMap('meta').set('title', `Title of ${name}`);
      const client = await RawClient.join({ url, path: name });
      client.type(author.state);
      await client.hear('update');
    }),
  );
  await eventually('all titles', async () => {
    const { documents } = await list.list('?limit=200');
    return documents.filter(({ name, title }) => title === `Title of ${name}`).length === 100;
  });
  expect(server.problems).toEqual([]);
});

it('the list is read in pages when a limit is given, each document once', async () => {
  const { list } = await bench();
  for (let index = 0; index < 7; index += 1) await list.create({ name: `d${index}`, title: `T${index}` });
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await list.list(`?limit=3${cursor === undefined ? '' : `&cursor=${cursor}`}`);
    expect(page.documents.length).toBeLessThanOrEqual(3);
    seen.push(...page.documents.map(({ name }) => name));
    cursor = page.cursor;
  } while (cursor !== undefined);
  expect(seen).toEqual(['d6', 'd5', 'd4', 'd3', 'd2', 'd1', 'd0']);
});

it('a search finds titles in any case, and nothing else', async () => {
  const { list } = await bench();
  for (const title of ['Shopping', 'Über uns', 'A shop of our own', 'Holidays']) await list.create({ title });
  const found = async (text: string) =>
    (await list.list(`?search=${encodeURIComponent(text)}`)).documents.map(({ title }) => title).sort();
  expect(await found('SHOP')).toEqual(['A shop of our own', 'Shopping']);
  expect(await found('über')).toEqual(['Über uns']);
  expect(await found('  ')).toHaveLength(4);
  expect(await found('nowhere')).toEqual([]);
});

it.each(clientVersions)('a new name reaches y-websocket %i that has the document open', async (version) => {
  const { list, url } = await bench();
  const { name } = await list.create({ title: 'Old' });
  const reader = await Participant.join({ url, name, version });
  const title = reader.doc.getMap('meta').get('title');
  if (!(title instanceof Y.Text)) throw new Error('The title is no text.');
  const renamed = await list.send('PATCH', { path: `/${name}`, body: { title: 'New 🙂' } });
  expect(renamed).toMatchObject({ status: 200, body: { name, title: 'New 🙂' } });
  await eventually('the title to change', () => title.toString() === 'New 🙂');
  expect((await list.list()).documents[0]).toMatchObject({ title: 'New 🙂' });
});

it.each(clientVersions)(
  'y-websocket %i is sent away when its document is deleted, and can not bring it back',
  async (version) => {
    const log = new TroubledLog();
    const { list, url } = await bench({ log });
    const { name } = await list.create({ title: 'Doomed' });
    const client = await Participant.join({ url, name, version });
    client.type('something');
    await eventually('the echo', () => client.hasEchoOf('something'));
    const stored = log.stored.length;
    await list.delete(name);
    await eventually('the goodbye', () => client.goodbyes.length > 0);
    expect(client.goodbyes[0]).toMatchObject({ code: 4404, reason: expect.stringContaining('deleted') });
    client.type(' more');
    client.connect();
    await eventually('another goodbye', () => client.goodbyes.length > 1);
    expect(client.goodbyes[1]?.code).toBe(4404);
    expect(log.stored).toHaveLength(stored);
    expect((await list.list()).documents).toEqual([]);
    for (const [method, status] of [
      ['GET', 410],
      ['DELETE', 410],
    ] as const)
      expect(await list.ask(`/api/v1/documents/${name}`, { method })).toMatchObject(
        problem(status, /deleted/),
      );
    expect(await list.send('PATCH', { path: `/${name}`, body: { title: 'T' } })).toMatchObject(
      problem(410, /deleted/),
    );
    expect(await list.send('POST', { body: { name } })).toMatchObject(problem(410, /deleted/));
  },
);

it('a document stays deleted when the edits of those who have it open fly in at the same moment', async () => {
  const log = new TroubledLog();
  const { list, url, server } = await bench({ log });
  const { name } = await list.create({ title: 'Doomed' });
  const clients = await Promise.all(Array.from({ length: 5 }, () => RawClient.join({ url, path: name })));
  // One author each: the sockets overtake one another, and of one author the server takes nothing behind a gap.
  const people = clients.map((client) => ({ client, author: new Author() }));
  const typing = setInterval(() => {
    for (const { client, author } of people) if (client.isOpen) client.type(author.type('x'));
  });
  onTestFinished(() => clearInterval(typing));
  await clients[0]?.hear('update', 3);
  await list.delete(name);
  for (const client of clients) expect((await client.whenClosed()).code).toBe(4404);
  expect(await list.ask(`/api/v1/documents/${name}`)).toMatchObject({ status: 410 });
  const { status } = await fetch(`${server.httpUrl}/readyz`);
  expect(status).toBe(200);
});

it.each([
  ['is open', true],
  ['is not open', false],
])(
  'a client that comes while its document is being deleted is sent away when the document %s',
  async (_, isOpen) => {
    const log = new TroubledLog();
    const name = parseDocumentName('doomed');
    await log.append(name, [{ timeMs: 1, author: '', update: new Author().type('x') }]);
    const { list, url } = await bench({ log });
    if (isOpen) await RawClient.join({ url, path: name });
    const release = log.holdDeletes();
    const deleting = list.delete(name);
    await eventually('the deletion to begin', () => log.deletes === 1);
    const late = await RawClient.join({ url, path: name });
    release();
    await deleting;
    expect((await late.whenClosed()).code).toBe(4404);
  },
);

it.each([
  ['a body that is no JSON', { body: '{"title":' }, problem(400, /JSON object/)],
  ['a body that is an array', { body: '[]' }, problem(400, /JSON object/)],
  ['a title that is a number', { body: '{"title":7}' }, problem(400, /"title" must be a text/)],
  ['a title of 501 characters', { body: JSON.stringify({ title: 'x'.repeat(501) }) }, problem(400, /500/)],
  ['a name that is a number', { body: '{"name":7}' }, problem(400, /"name" must be a text/)],
  ['an empty name', { body: '{"name":""}' }, problem(400, /empty/)],
  ['a name of 256 bytes', { body: JSON.stringify({ name: 'x'.repeat(256) }) }, problem(400, /255/)],
  [
    'a form',
    { body: 'title=T', type: 'application/x-www-form-urlencoded' },
    problem(415, /application\/json/),
  ],
  ['a text', { body: '{"title":"T"}', type: 'text/plain' }, problem(415, /application\/json/)],
  [
    'a body of 70,000 bytes',
    { body: JSON.stringify({ title: 'x'.repeat(70_000) }) },
    problem(413, /65536 bytes/),
  ],
  ['a body of 5,000,000 bytes', { body: 'x'.repeat(5_000_000) }, problem(413, /65536 bytes/)],
])(
  'the server says what is wrong when it is sent %s',
  async (_, { body, type = 'application/json' }: { body: string; type?: string }, expected) => {
    const { list } = await bench();
    const answer = await list.ask('/api/v1/documents', {
      method: 'POST',
      headers: { 'content-type': type },
      body,
    });
    expect(answer).toMatchObject(expected);
    expect((await list.list()).documents).toEqual([]);
  },
);

it.each([
  ['GET', '/api/v1/documents?limit=0', problem(400, /"limit" must be a whole number from 1 to 200/)],
  ['GET', '/api/v1/documents?limit=many', problem(400, /"limit"/)],
  ['GET', '/api/v1/documents?cursor=nonsense', problem(400, /"cursor"/)],
  ['GET', '/api/v1/documents/unknown', problem(404, /no document of this name/)],
  ['DELETE', '/api/v1/documents/unknown', problem(404, /no document of this name/)],
  ['GET', '/api/v1/documents/%ff', problem(400, /percent-encoded/)],
  ['GET', `/api/v1/documents/${'x'.repeat(256)}`, problem(400, /255/)],
  ['GET', '/api/v1/documents/', problem(400, /empty/)],
  ['PUT', '/api/v1/documents', problem(405, /GET, POST/)],
  ['DELETE', '/api/v1/documents', problem(405, /GET, POST/)],
  ['POST', '/api/v1/documents/some', problem(405, /GET, PATCH, DELETE/)],
  ['GET', '/api/v2/documents', problem(404, /nothing at this address/)],
  ['GET', '/nowhere.js', problem(404, /nothing at this address/)],
  ['POST', '/', problem(404, /nothing at this address/)],
])('the server says what is wrong when it is asked to %s %s', async (method, path, expected) => {
  const { list } = await bench({ applicationDirectory: await builtApplication() });
  const answer = await list.ask(path, { method });
  expect(answer).toMatchObject(expected);
  if (answer.status === 405) expect(answer.headers.get('allow')).toMatch(/GET/);
});

it('a rename without a title, or of what is not there, changes nothing', async () => {
  const { list } = await bench();
  const { name } = await list.create({ title: 'Old' });
  expect(await list.send('PATCH', { path: `/${name}`, body: {} })).toMatchObject(problem(400, /"title"/));
  expect(await list.send('PATCH', { path: '/unknown', body: { title: 'T' } })).toMatchObject(
    problem(404, /no document/),
  );
  expect((await list.list()).documents).toMatchObject([{ title: 'Old' }]);
});

it('the application is served for its pages, and its absence is said', async () => {
  const { list } = await bench({ applicationDirectory: await builtApplication() });
  for (const path of ['/', '/d/some%20name', '/d/a%2Fb?x=1'])
    expect(await list.ask(path)).toMatchObject({ status: 200, body: 'the application' });
  const { list: bare } = await bench();
  expect(await bare.ask('/')).toMatchObject(problem(503, /npm run build/));
});

it('/healthz and /readyz say that all is well', async () => {
  const { list } = await bench();
  expect(await list.ask('/healthz')).toMatchObject({ status: 200, body: { status: 'ok' } });
  expect(await list.ask('/readyz')).toMatchObject({ status: 200, body: { status: 'ready' } });
});

it('operators hear nothing when a client gives up in the middle of a request', async () => {
  const { server, list } = await bench();
  const given = new AbortController();
  const endless = new ReadableStream({
    start: (controller) => controller.enqueue(new TextEncoder().encode('{')),
  });
  const request = fetch(`${server.httpUrl}/api/v1/documents`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: endless,
    duplex: 'half',
    signal: given.signal,
  } as RequestInit);
  await list.list();
  given.abort();
  await expect(request).rejects.toThrow();
  await list.list();
  expect(server.problems).toEqual([]);
});

/** @returns what an answer must match: the problem's form, and a sentence that says what is wrong. */
function problem(status: number, detail: RegExp): Partial<Answer> {
  return {
    status,
    type: expect.stringContaining('application/problem+json'),
    body: { type: 'about:blank', status, title: expect.any(String), detail: expect.stringMatching(detail) },
  };
}

async function builtApplication(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'scriptorium-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  for (const page of ['index.html', 'document.html'])
    await writeFile(join(directory, page), 'the application');
  return directory;
}
