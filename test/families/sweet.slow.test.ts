import type { YSweetError } from '@y-sweet/sdk';
import { describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import * as Y from 'yjs';
import { Author, textOf } from '../server/author.ts';
import { eventually, within } from '../server/deadline.ts';
import { Participant } from '../server/participant.ts';
import { RawClient } from '../server/rawClient.ts';
import { RunningServer } from '../server/runningServer.ts';
import { TroubledLog } from '../server/troubledLog.ts';
import { managerOf, SweetClient } from './sweetClient.ts';

async function bench() {
  const log = new TroubledLog();
  const server = await RunningServer.start({ log });
  return { log, server, manager: managerOf(server.httpUrl) };
}

/** What the SDK throws. */
async function errorOf(promise: Promise<unknown>): Promise<YSweetError['cause']> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown as YSweetError,
  );
  if (error === undefined) throw new Error('It was not refused.');
  return error.cause;
}

/** The status with which an upgrade request is answered. */
function upgradeStatus(url: string): Promise<number> {
  const socket = new WebSocket(url);
  const status = new Promise<number>((resolve) => {
    socket.on('unexpected-response', (_, response) => resolve(response.statusCode ?? 0));
    socket.on('open', () => resolve(101));
    socket.on('error', () => {});
  });
  return within('the answer to the upgrade', status).finally(() => socket.terminate());
}

describe('DocumentManager', () => {
  it('makes a document with a name of the server or of its own, once', async () => {
    const { manager, log } = await bench();
    const { docId } = await manager.createDoc();
    expect(docId).toMatch(/^[\w-]{20,}$/);
    expect(await manager.createDoc('letter')).toEqual({ docId: 'letter' });
    expect(await manager.createDoc('letter')).toEqual({ docId: 'letter' });
    expect(log.updatesOf('letter')).toHaveLength(1);
  });

  it('makes one document when many ask for it at once (S19)', async () => {
    const { manager, log } = await bench();
    await Promise.all(Array.from({ length: 10 }, () => manager.getOrCreateDocAndToken('letter')));
    expect(log.updatesOf('letter')).toHaveLength(1);
  });

  it('gets a token for a document that somebody has just begun', async () => {
    const { server, manager, log } = await bench();
    const release = log.holdAppends();
    const anna = await Participant.join({ url: server.webSocketUrl, name: 'letter' });
    anna.type('first words');
    await eventually('the append', () => log.appends === 1);
    const token = manager.getOrCreateDocAndToken('letter');
    release();
    expect((await token).docId).toBe('letter');
  });

  it('makes a document in which others wait and have written nothing, whatever is on its way', async () => {
    const { server, manager } = await bench();
    for (let round = 0; round < 20; round += 1) {
      const name = `letter${round}`;
      const waiting = await RawClient.join({ url: server.webSocketUrl, path: name });
      const token = manager.getOrCreateDocAndToken(name);
      for (let asked = 0; asked < 50; asked += 1)
        waiting.send({ kind: 'syncStep2', update: Uint8Array.of(0, 0) });
      expect((await token).docId).toBe(name);
    }
  });

  it.each(['a b', 'a/b', 'ü', 'x'.repeat(256)])('makes no document of the name %j', async (docId) => {
    const { manager } = await bench();
    expect(await errorOf(manager.createDoc(docId))).toMatchObject({ code: 'ServerError', status: 400 });
  });

  it('gets tokens that say where to connect and what they allow', async () => {
    const { server, manager } = await bench();
    await manager.createDoc('letter');
    const token = await manager.getClientToken('letter', { authorization: 'read-only', userId: 'anna' });
    expect(token).toEqual({
      url: `${server.webSocketUrl}/d/letter/ws`,
      baseUrl: `${server.httpUrl}/d/letter`,
      docId: 'letter',
      token: expect.any(String),
      authorization: 'read-only',
    });
    expect((await manager.getClientToken({ docId: 'letter' })).authorization).toBe('full');
  });

  it('gets no token for a document that is not there, or was deleted', async () => {
    const { server, manager } = await bench();
    expect(await errorOf(manager.getClientToken('nowhere'))).toMatchObject({ status: 404 });
    await manager.createDoc('doomed');
    await fetch(`${server.httpUrl}/api/v1/documents/doomed`, { method: 'DELETE' });
    expect(await errorOf(manager.getClientToken('doomed'))).toMatchObject({ status: 404 });
    expect(await errorOf(manager.getOrCreateDocAndToken('doomed'))).toMatchObject({ status: 404 });
  });

  it.each([
    ['another authorization', { authorization: 'root' }],
    ['no time', { validForSeconds: 0 }],
    ['more than a day', { validForSeconds: 86_401 }],
    ['a user that is no text', { userId: 7 }],
  ])('gets no token for %s', async (_, request) => {
    const { manager } = await bench();
    await manager.createDoc('letter');
    expect(await errorOf(manager.getClientToken('letter', request as object))).toMatchObject({ status: 400 });
  });

  it('reads a document as an update, with what others wrote', async () => {
    const { server, manager } = await bench();
    const anna = await Participant.join({ url: server.webSocketUrl, name: 'letter' });
    anna.type('from Anna');
    await eventually('the echo', () => anna.hasEchoOf('from Anna'));
    expect(textOf([await manager.getDocAsUpdate('letter')])).toBe('from Anna');
  });

  it('writes an update, which those who have the document open see, and which is on disk when it says so', async () => {
    const { server, manager, log } = await bench();
    await manager.createDoc('letter');
    const anna = await Participant.join({ url: server.webSocketUrl, name: 'letter' });
    const release = log.holdAppends();
    let isWritten = false;
    const written = manager.updateDoc('letter', new Author(1).type('from the server')).then(() => {
      isWritten = true;
    });
    await anna.whenReads('from the server');
    expect(isWritten).toBe(false);
    release();
    await within('the answer', written);
    expect(textOf(log.updatesOf('letter'))).toBe('from the server');
  });

  it('makes a document with content, of which there is one copy', async () => {
    const { manager } = await bench();
    const author = new Author(1);
    author.type('once');
    const { docId } = await manager.createDocWithContent(author.state);
    await manager.updateDoc(docId, author.state);
    expect(textOf([await manager.getDocAsUpdate(docId)])).toBe('once');
  });

  it('is refused with 403 when it writes with a token to read, and can read with it', async () => {
    const { manager, log } = await bench();
    await manager.createDoc('letter');
    const connection = await manager.getDocConnection('letter', { authorization: 'read-only' });
    expect(await errorOf(connection.updateDoc(new Author(1).type('no')))).toMatchObject({ status: 403 });
    expect(textOf([await connection.getAsUpdate()])).toBe('');
    expect(log.updatesOf('letter')).toHaveLength(1);
  });

  it.each([
    ['garbage', Uint8Array.of(1, 2, 3)],
    ['an update that was cut short', new Author(1).type('hello').subarray(0, 9)],
    ['what announces 2^25 structs (S3)', Uint8Array.of(1, 0xff, 0xff, 0xff, 0x0f, 1, 0)],
  ])('is refused with 400 when it writes %s', async (_, update) => {
    const { manager, log } = await bench();
    await manager.createDoc('letter');
    expect(await errorOf(manager.updateDoc('letter', update))).toMatchObject({ status: 400 });
    expect(log.updatesOf('letter')).toHaveLength(1);
  });

  it('is refused with 400 when it writes what builds on something that the document lacks (S5)', async () => {
    const { manager } = await bench();
    await manager.createDoc('letter');
    const author = new Author(1);
    author.type('missing');
    expect(await errorOf(manager.updateDoc('letter', author.type('there')))).toMatchObject({ status: 400 });
  });

  it('is refused with a token for another document, one that has ended, and one that was made up', async () => {
    const { server, manager } = await bench();
    for (const name of ['letter', 'other']) await manager.createDoc(name);
    const { token } = await manager.getClientToken('other');
    const ended = await manager.getClientToken('letter', { validForSeconds: 0.001 });
    await eventually('the token to end', async () => (await readWith(ended.token)) === 401);
    for (const wrong of [token, 'made.up', '']) expect(await readWith(wrong)).toBe(wrong === '' ? 200 : 401);

    async function readWith(bearer: string | undefined): Promise<number> {
      const headers = bearer === '' ? {} : { authorization: `Bearer ${bearer}` };
      return (await fetch(`${server.httpUrl}/d/letter/as-update`, { headers })).status;
    }
  });

  it('is told whether the store works', async () => {
    const { server, manager, log } = await bench();
    expect(await manager.checkStore()).toEqual({ ok: true });
    expect(await (await fetch(`${server.httpUrl}/ready`)).json()).toEqual({ ok: true });
    const mend = log.failAppends();
    const anna = await Participant.join({ url: server.webSocketUrl, name: 'letter' });
    anna.type('no room');
    await eventually('the store to be told broken', async () => !(await manager.checkStore()).ok);
    expect(await manager.checkStore()).toEqual({ ok: false, error: expect.stringContaining('disk') });
    mend();
    await eventually('the store to be told mended', async () => (await manager.checkStore()).ok);
  });
});

describe('createYjsProvider', () => {
  it('syncs, and is told that an edit is saved when the log has it, and never before (S7)', async () => {
    const { server, log } = await bench();
    const anna = await SweetClient.join({ httpUrl: server.httpUrl, name: 'letter' });
    const changes: boolean[] = [];
    anna.provider.on('local-changes', (isChanged: boolean) => changes.push(isChanged));
    const release = log.holdAppends();
    const appends = log.appends;
    anna.type('one ');
    anna.type('two');
    await eventually('the append', () => log.appends > appends);
    const bert = await RawClient.join({ url: server.webSocketUrl, path: 'letter' });
    await eventually('both edits', async () => textOf([await bert.read()]) === 'one two');
    expect([anna.provider.hasLocalChanges, changes]).toEqual([true, [true]]);
    release();
    await anna.whenSaved();
    expect(changes).toEqual([true, false]);
    expect(textOf(log.updatesOf('letter'))).toBe('one two');
  });

  it('is not told that all is saved before it has sent what it wrote without a network (S7)', async () => {
    const { server, log } = await bench();
    const anna = await SweetClient.join({ httpUrl: server.httpUrl, name: 'letter' });
    const release = log.holdAppends();
    const appends = log.appends;
    anna.cut();
    anna.type('in the dark');
    const answers = anna.received.length;
    await eventually('it to be back', () => anna.connections === 2 && anna.isSynced);
    await eventually('the append', () => log.appends > appends);
    expect(anna.provider.hasLocalChanges).toBe(true);
    expect(anna.received.slice(answers).map(({ kind }) => kind)).not.toContain('syncStatus');
    release();
    await anna.whenSaved();
    expect(textOf(log.updatesOf('letter'))).toBe('in the dark');
  });

  it('reads with a token to read, never sees its edit saved, and stays connected', async () => {
    const { server, manager, log } = await bench();
    await manager.createDocWithContent(new Author(1).type('unused'));
    await manager.createDoc('letter');
    await manager.updateDoc('letter', new Author(1).type('hello'));
    vi.spyOn(console, 'warn').mockImplementation(() => {});
    const reader = await SweetClient.join({
      httpUrl: server.httpUrl,
      name: 'letter',
      fetchToken: () => manager.getClientToken('letter', { authorization: 'read-only' }),
    });
    expect(reader.text).toBe('hello');
    reader.type(' not mine');
    const asked = reader.received.length;
    // It asks every 2 s, and would leave after 3 s without an answer.
    await eventually('answers to several questions', () => reader.received.length >= asked + 3, 10_000);
    expect([reader.provider.hasLocalChanges, reader.connections]).toEqual([true, 1]);
    const writer = await SweetClient.join({ httpUrl: server.httpUrl, name: 'letter' });
    writer.type(', still');
    await eventually('the reader to read on', () => reader.text.includes(', still'));
    expect(textOf(log.updatesOf('letter'))).toBe('hello, still');
    expect(reader.goodbyes).toEqual([]);
  });

  it('stays connected while the disk takes long', async () => {
    const { server, log } = await bench();
    const anna = await SweetClient.join({ httpUrl: server.httpUrl, name: 'letter' });
    const release = log.holdAppends();
    anna.type('patience');
    const asked = anna.received.length;
    await eventually('answers to several questions', () => anna.received.length >= asked + 3, 10_000);
    expect([anna.provider.hasLocalChanges, anna.connections]).toEqual([true, 1]);
    release();
    await anna.whenSaved();
  });

  it('is turned away with 401 by a token for another document, one that has ended, and one of an earlier start', async () => {
    const { server, manager } = await bench();
    for (const name of ['letter', 'other']) await manager.createDoc(name);
    const urlOf = (token: string | undefined) => `${server.webSocketUrl}/d/letter/ws/letter?token=${token}`;
    expect(await upgradeStatus(urlOf((await manager.getClientToken('letter')).token))).toBe(101);
    expect(await upgradeStatus(urlOf((await manager.getClientToken('other')).token))).toBe(401);
    const { token } = await manager.getClientToken('letter', { validForSeconds: 0.001 });
    await eventually('the token to end', async () => (await upgradeStatus(urlOf(token))) === 401);
    const earlier = await bench();
    await earlier.manager.createDoc('letter');
    const old = await earlier.manager.getClientToken('letter');
    expect(await upgradeStatus(urlOf(old.token))).toBe(401);
  });

  it('is served on the older path too, in the same document', async () => {
    const { server, manager } = await bench();
    await manager.createDoc('letter');
    await manager.updateDoc('letter', new Author(1).type('hello'));
    const { token } = await manager.getClientToken('letter');
    const older = await RawClient.join({ url: server.webSocketUrl, path: `doc/ws/letter?token=${token}` });
    expect(textOf([await older.read()])).toBe('hello');
  });

  it('sends all that it has when two clients type at the same time, and each sees the other', async () => {
    const { server } = await bench();
    const clients = await Promise.all(
      [1, 2].map(() => SweetClient.join({ httpUrl: server.httpUrl, name: 'letter' })),
    );
    for (let round = 0; round < 20; round += 1) for (const client of clients) client.type('x');
    for (const client of clients) {
      await client.whenSaved();
      await client.whenReads('x'.repeat(40));
    }
    const [a, b] = clients.map(({ doc }) => Y.encodeStateVector(doc));
    expect(a).toEqual(b);
  });
});
