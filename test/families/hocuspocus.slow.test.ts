import { type DocumentName, LogError, type StoredDocument } from '@scriptorium/persistence';
import { encodeHocuspocus } from '@scriptorium/server/protocol';
import { describe, expect, it } from 'vitest';
import { textOf } from '../server/author.ts';
import { eventually } from '../server/deadline.ts';
import { RawClient } from '../server/rawClient.ts';
import { RunningServer } from '../server/runningServer.ts';
import { TroubledLog } from '../server/troubledLog.ts';
import { GuardedServer } from './guardedServer.ts';
import { HocuspocusClient } from './hocuspocusClient.ts';
import { HocuspocusSocket, hocuspocusVersions } from './hocuspocusSocket.ts';

/** A log from which some documents can't be read, as long as it is told so. */
class SpottedLog extends TroubledLog {
  readonly spots = new Map<string, LogError>();

  override async read(name: DocumentName): Promise<StoredDocument | undefined> {
    const spot = this.spots.get(name);
    if (spot !== undefined) throw spot;
    return super.read(name);
  }
}

describe.each(hocuspocusVersions)('Hocuspocus %i', (version) => {
  async function bench() {
    const log = new SpottedLog();
    const server = await RunningServer.start({ log });
    const socket = new HocuspocusSocket(server.webSocketUrl, version);
    return { log, server, url: server.webSocketUrl, socket };
  }

  it('has many documents over one socket, each with its own edits', async () => {
    const { socket, log, url } = await bench();
    const clients = await Promise.all(
      Array.from({ length: 20 }, (_, index) => HocuspocusClient.join({ socket, name: `d${index}` })),
    );
    for (const [index, client] of clients.entries()) client.type(`text ${index}`);
    for (const client of clients) await client.whenSaved();
    expect(socket.connections).toBe(1);
    for (const index of clients.keys()) expect(textOf(log.updatesOf(`d${index}`))).toBe(`text ${index}`);
    const late = await HocuspocusClient.join({ socket: new HocuspocusSocket(url, version), name: 'd7' });
    expect(late.text).toBe('text 7');
  });

  it('is sent exactly one status for each edit and one for its greeting', async () => {
    const { socket, log } = await bench();
    const client = await HocuspocusClient.join({ socket, name: 'letter' });
    expect(client.statuses).toEqual([true]);
    const release = log.holdAppends();
    for (let index = 0; index < 10; index += 1) client.type('x');
    await eventually('the append', () => log.appends === 1);
    const bystander = await RawClient.join({ url: socket.provider.configuration.url, path: 'letter' });
    await eventually('all edits', async () => textOf([await bystander.read()]) === 'x'.repeat(10));
    expect([client.provider.unsyncedChanges, client.statuses]).toEqual([10, [true]]);
    release();
    await client.whenSaved();
    expect(client.statuses).toEqual(Array(11).fill(true));
    expect(client.unsynced).not.toContain(-1);
  });

  it('counts even when it is told to synchronise again in the middle of typing', async () => {
    const { socket, log } = await bench();
    const client = await HocuspocusClient.join({ socket, name: 'letter' });
    const release = log.holdAppends();
    client.type('before ');
    client.provider.forceSync();
    client.type('after');
    await eventually('the append', () => log.appends === 1);
    release();
    await client.whenSaved();
    client.type('!');
    expect(client.provider.hasUnsyncedChanges).toBe(true);
    await client.whenSaved();
    expect(client.unsynced.filter((count) => count < 0)).toEqual([]);
  });

  it('counts even when it comes back with what it wrote without a network', async () => {
    const { socket } = await bench();
    const client = await HocuspocusClient.join({ socket, name: 'letter' });
    socket.cut();
    await eventually('the loss to be noticed', () => socket.goodbyes.length > 0);
    for (const word of ['one ', 'two ', 'three']) client.type(word);
    await client.whenSaved();
    client.type('!');
    expect(client.provider.hasUnsyncedChanges).toBe(true);
    await client.whenSaved();
    expect(client.unsynced.filter((count) => count < 0)).toEqual([]);
  });

  it('loses one document, and no other, when that is damaged', async () => {
    const { socket, log } = await bench();
    log.spots.set('bad', new LogError('ENTRY_CORRUPT', 'an entry is damaged'));
    const bad = new HocuspocusClient({ socket, name: 'bad' });
    await eventually('the denial', () => bad.denials.length > 0);
    expect(bad.denials).toEqual([expect.stringContaining('damaged')]);
    expect(bad.provider.synced).toBe(false);
    if (version === 2) return; // It ends its socket by itself when a document is denied.
    const good = await HocuspocusClient.join({ socket, name: 'good' });
    good.type('fine');
    await good.whenSaved();
    expect(socket.connections).toBe(1);
  });

  it('gets a document that can not be read for a while by itself later, and the others at once', async () => {
    const { socket, log } = await bench();
    log.spots.set('slow', new LogError('READ_FAILED', 'input/output error'));
    const slow = new HocuspocusClient({ socket, name: 'slow' });
    const good = await HocuspocusClient.join({ socket, name: 'good' });
    expect([slow.provider.synced, slow.denials, good.provider.synced]).toEqual([false, [], true]);
    slow.type('patience');
    log.spots.clear();
    await slow.whenSaved();
    expect(textOf(log.updatesOf('slow'))).toBe('patience');
    expect(socket.connections).toBe(1);
  });

  it('is told when its document is deleted, and the others go on', async () => {
    const { socket, server, log } = await bench();
    const doomed = await HocuspocusClient.join({ socket, name: 'doomed' });
    const good = await HocuspocusClient.join({ socket, name: 'good' });
    doomed.type('something');
    await doomed.whenSaved();
    const address = `${server.httpUrl}/api/v1/documents/doomed`;
    expect((await fetch(address, { method: 'DELETE' })).status).toBe(204);
    await eventually('the word of it', () => doomed.denials.length > 0);
    expect(doomed.denials).toEqual([expect.stringContaining('deleted')]);
    const stored = log.stored.length;
    doomed.type('never');
    if (version !== 2) {
      good.type('fine');
      await good.whenSaved();
      expect(log.updatesOf('doomed').length + log.updatesOf('good').length).toBe(stored + 1);
      expect(doomed.provider.hasUnsyncedChanges).toBe(true);
    }
    expect(doomed.statuses).toEqual([true, true]);
  });

  it.each([
    ['an empty name', ''],
    ['a name of blanks', '  '],
    ['a name of 256 bytes', 'x'.repeat(256)],
    ['a name that no address leads to', '..'],
    ['a name of 2 MB (S11)', 'y'.repeat(2 ** 21)],
  ])('is denied %s', async (_, name) => {
    const { socket } = await bench();
    const client = new HocuspocusClient({ socket, name });
    await eventually('the denial', () => client.denials.length > 0);
    expect(client.provider.synced).toBe(false);
  });

  it.each(['constructor', '__proto__', 'a/b c%2F', 'ü🙂', 'x'.repeat(255)])(
    'opens a document of the name %j, as others know it (S11)',
    async (name) => {
      const { socket, url } = await bench();
      const client = await HocuspocusClient.join({ socket, name });
      client.type('here');
      await client.whenSaved();
      const other = await RawClient.join({ url, path: encodeURIComponent(name) });
      expect(textOf([await other.read()])).toBe('here');
    },
  );

  it('reads when it may not write, is told that its edits are refused, and they are not stored', async () => {
    const log = new TroubledLog();
    const grants = new Map([
      ['reader', 'read' as const],
      ['writer', 'write' as const],
    ]);
    const { url } = await GuardedServer.start(grants, log);
    const open = (token: string) =>
      HocuspocusClient.join({ socket: new HocuspocusSocket(url, version), name: 'letter', token });
    const writer = await open('writer');
    writer.type('mine');
    await writer.whenSaved();
    const reader = await open('reader');
    expect([reader.scopes, reader.statuses, reader.text]).toEqual([['readonly'], [true], 'mine']);
    reader.type(' not mine');
    await eventually('the refusal', () => reader.statuses.length === 2);
    expect([reader.statuses, reader.provider.hasUnsyncedChanges]).toEqual([[true, false], true]);
    writer.type(' still');
    await eventually('the reader to read on', () => reader.text.includes(' still'));
    await writer.whenSaved();
    expect(textOf(log.updatesOf('letter'))).toBe('mine still');
    expect(writer.text).toBe('mine still');
  });

  it('brings the token that it fetched, and loses nothing that was typed meanwhile', async () => {
    const log = new TroubledLog();
    const server = await GuardedServer.start(new Map([['good', 'write' as const]]), log);
    let give: (token: string) => void = () => {};
    const token = () =>
      new Promise<string>((resolve) => {
        give = resolve;
      });
    const socket = new HocuspocusSocket(server.url, version);
    const client = new HocuspocusClient({ socket, name: 'letter', token });
    await eventually('the socket', () => socket.isConnected);
    client.type('typed early');
    await eventually('the door to be reached', () => server.visits.length > 0);
    give('good');
    await client.whenSaved();
    expect(client.denials).toEqual([]);
    expect(server.visits).toEqual([
      ['letter', undefined],
      ['letter', 'good'],
    ]);
    expect(textOf(log.updatesOf('letter'))).toBe('typed early');
  });
});

describe('Hocuspocus 4', () => {
  it('has two sessions of one document on one socket, which know nothing of each other', async () => {
    const { webSocketUrl: url } = await RunningServer.start();
    const socket = new HocuspocusSocket(url);
    const [one, two] = await Promise.all(
      [1, 2].map(() => HocuspocusClient.join({ socket, name: 'letter', sessionAwareness: true })),
    );
    if (one === undefined || two === undefined) throw new Error('unreachable');
    expect(one.key).toMatch(/^letter\0.+/);
    one.type('from one');
    await two.whenReads('from one');
    await one.whenSaved();
    expect([one.statuses, two.statuses]).toEqual([[true, true], [true]]);
    expect([...new Set(socket.answers.map(({ key }) => key))].sort()).toEqual([one.key, two.key].sort());
    one.provider.destroy();
    two.type(', from two');
    await two.whenSaved();
    expect(socket.connections).toBe(1);
  });

  it('is told its scope when a token is sent again on the same socket, and may do what that says', async () => {
    const log = new TroubledLog();
    const grants = new Map<string, 'read' | 'write'>([['mine', 'write']]);
    const { url } = await GuardedServer.start(grants, log);
    const socket = new HocuspocusSocket(url);
    const client = await HocuspocusClient.join({ socket, name: 'letter', token: 'mine' });
    client.type('one ');
    await client.whenSaved();
    grants.set('mine', 'read');
    await client.provider.sendToken();
    await eventually('the new scope', () => client.provider.authorizedScope === 'readonly');
    client.type('two ');
    await eventually('the refusal', () => client.statuses.includes(false));
    expect(textOf(log.updatesOf('letter'))).toBe('one ');
    grants.set('mine', 'write');
    await client.provider.sendToken();
    await eventually('the old scope', () => client.provider.authorizedScope === 'read-write');
    client.type('three');
    await eventually('all to be stored', () => textOf(log.updatesOf('letter')) === 'one two three');
    expect(client.scopes).toEqual(['read-write', 'readonly', 'read-write']);
    expect([socket.connections, client.denials]).toEqual([1, []]);
  });

  it('is denied in-band, keeps its socket, and gets in with a later token', async () => {
    const { url } = await GuardedServer.start(new Map([['good', 'write' as const]]));
    const socket = new HocuspocusSocket(url);
    const other = await HocuspocusClient.join({ socket, name: 'other', token: 'good' });
    let token = 'bad';
    const client = new HocuspocusClient({ socket, name: 'letter', token: () => Promise.resolve(token) });
    await eventually('the denial', () => client.denials.length > 0);
    expect(client.denials).toEqual(['not with this token']);
    other.type('fine');
    await other.whenSaved();
    token = 'good';
    await client.provider.sendToken();
    await client.whenSaved();
    client.type('in');
    await client.whenSaved();
    expect(socket.connections).toBe(1);
    expect(client.statuses).toEqual([true, true]);
  });

  it('comes back to a document that it left, on the same socket', async () => {
    const { webSocketUrl: url } = await RunningServer.start();
    const socket = new HocuspocusSocket(url);
    const client = await HocuspocusClient.join({ socket, name: 'letter' });
    const other = await HocuspocusClient.join({ socket: new HocuspocusSocket(url), name: 'letter' });
    client.provider.detach();
    other.type('meanwhile, ');
    await other.whenSaved();
    expect(client.text).toBe('');
    client.type('alone');
    client.provider.attach();
    await client.whenSaved();
    await other.whenReads(client.text);
    expect(other.text).toHaveLength('meanwhile, alone'.length);
    expect(socket.connections).toBe(1);
  });

  it('loses its document, and no other, after a malformed update that somebody put on its socket (S2, S7)', async () => {
    const log = new TroubledLog();
    const { webSocketUrl: url } = await RunningServer.start({ log });
    const socket = new HocuspocusSocket(url);
    const [bad, good] = await Promise.all(
      ['bad', 'good'].map((name) => HocuspocusClient.join({ socket, name })),
    );
    if (bad === undefined || good === undefined) throw new Error('unreachable');
    socket.sendBytes(encodeHocuspocus('bad', { kind: 'update', update: Uint8Array.of(1, 1, 1, 0, 4) }));
    await eventually('the word of it', () => bad.closes === 1);
    expect([bad.provider.synced, bad.statuses]).toEqual([false, [true]]);
    good.type('fine');
    await good.whenSaved();
    expect(socket.goodbyes).toEqual([]);
    expect(log.updatesOf('bad')).toEqual([]);
  });

  it('loses its socket when it broadcasts, which only a server may, and nobody hears of it', async () => {
    const { webSocketUrl: url } = await RunningServer.start();
    const socket = new HocuspocusSocket(url);
    const client = await HocuspocusClient.join({ socket, name: 'letter' });
    const bystander = await HocuspocusClient.join({ socket: new HocuspocusSocket(url), name: 'letter' });
    const heard = bystander.socket.answers.length;
    socket.sendBytes(Uint8Array.of(6, ...Buffer.from('letter'), 6, 1, 0x78));
    await eventually('the goodbye', () => socket.goodbyes.length > 0);
    expect(socket.goodbyes[0]).toMatchObject({ code: 4400, reason: expect.stringContaining('broadcast') });
    await client.whenSaved();
    expect(bystander.socket.answers.slice(heard).every(({ message }) => message.kind === 'awareness')).toBe(
      true,
    );
  });

  it('merges what was typed in a moment, and has one status for it, when it is told to wait', async () => {
    const { webSocketUrl: url } = await RunningServer.start();
    const client = await HocuspocusClient.join({ socket: new HocuspocusSocket(url), name: 'letter' });
    client.provider.configuration.flushDelay = 10;
    for (let index = 0; index < 10; index += 1) client.type('x');
    expect(client.provider.unsyncedChanges).toBe(1);
    await client.whenSaved();
    expect(client.statuses).toEqual([true, true]);
  });
});
