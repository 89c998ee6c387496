import { createProvider, type Provider } from '@scriptorium/editor';
import { createMemoryDisk, createMemoryLog } from '@scriptorium/persistence';
import { scriptoriumSubprotocol } from '@scriptorium/server/protocol';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { Author, textName, textOf } from './author.ts';
import { eventually, within } from './deadline.ts';
import { Participant } from './participant.ts';
import { RawClient } from './rawClient.ts';
import { RunningServer } from './runningServer.ts';
import { TroubledLog } from './troubledLog.ts';

const name = 'letter';

/** In Node an error without a listener would end the process; browsers only tell the console. */
class QuietSocket extends WebSocket {
  constructor(url: string, protocols: string[]) {
    super(url, protocols);
    this.on('error', () => {});
  }
}

describe('scriptorium.v1', () => {
  async function bench() {
    const log = new TroubledLog();
    const { webSocketUrl: url } = await RunningServer.start({ log });
    const client = await RawClient.join({ url, path: name, subprotocol: scriptoriumSubprotocol });
    return { log, url, client, author: new Author(1) };
  }

  const counts = (client: RawClient) => client.all('saved').map(({ count }) => count);

  it('counts an update as saved exactly when the log has it, and echoes nothing (S7)', async () => {
    const { log, client, author } = await bench();
    const release = log.holdAppends();
    client.type(author.type('hello'));
    await eventually('the append', () => log.appends === 1);
    await client.read();
    expect(counts(client)).toEqual([]);
    release();
    expect(await client.hear('saved')).toEqual({ kind: 'saved', count: 1 });
    await client.read();
    expect(client.updates).toEqual([]);
  });

  it('counts cumulatively, never down, and to the last when many are sent', async () => {
    const { client, author } = await bench();
    for (let index = 0; index < 100; index += 1) client.type(author.type('x'));
    await eventually('all to be counted', () => counts(client).at(-1) === 100);
    expect(counts(client)).toEqual([...new Set(counts(client))].sort((a, b) => a - b));
  });

  it('counts what the document has already', async () => {
    const { log, client, author } = await bench();
    const update = author.type('hello');
    client.type(update);
    client.send({ kind: 'syncStep2', update: author.state });
    client.send({ kind: 'syncStep2', update: new Uint8Array([0, 0]) });
    await eventually('all to be counted', () => counts(client).at(-1) === 3);
    expect(log.updatesOf(name)).toHaveLength(1);
  });

  it('counts an update whose predecessor is missing, and those behind it, only once that is in (S5)', async () => {
    const { log, client, author } = await bench();
    const [first, second, third] = ['one ', 'two ', 'three'].map((word) => author.type(word));
    const other = new Author(2);
    if (first === undefined || second === undefined || third === undefined) throw new Error('unreachable');
    client.type(other.type('before '));
    await eventually('the first to be counted', () => counts(client).at(-1) === 1);
    client.type(third);
    client.type(other.type('after '));
    await eventually('what does not depend on it to be stored', () => log.updatesOf(name).length === 2);
    await client.read();
    expect(counts(client).at(-1)).toBe(1);
    client.type(second);
    await client.read();
    expect(counts(client).at(-1)).toBe(1);
    client.type(first);
    await eventually('all to be counted', () => counts(client).at(-1) === 5);
    expect(textOf(log.updatesOf(name))).toContain('one two three');
  });

  it('starts its count anew with each connection', async () => {
    const { url, client, author } = await bench();
    client.type(author.type('one'));
    await client.hear('saved');
    const again = await RawClient.join({ url, path: name, subprotocol: scriptoriumSubprotocol });
    again.type(author.type('two'));
    expect((await again.hear('saved')).count).toBe(1);
  });

  it('gives two who type at once what the other wrote and each its own count', async () => {
    const { url, client, author } = await bench();
    const other = await RawClient.join({ url, path: name, subprotocol: scriptoriumSubprotocol });
    const otherAuthor = new Author(2);
    for (const letter of 'abcde') {
      client.type(author.type(letter));
      other.type(otherAuthor.type(letter));
    }
    await eventually('both to be counted', () => counts(client).at(-1) === 5 && counts(other).at(-1) === 5);
    await eventually('both to have the other', () =>
      [client, other].every(({ updates }) => textOf(updates).includes('abcde')),
    );
  });
});

describe('createProvider', () => {
  interface Desk {
    readonly doc: Y.Doc;
    readonly awareness: Awareness;
    readonly provider: Provider;
    type(text: string): void;
    read(): string;
    /** Its network is gone for a moment. */
    cut(): void;
  }

  function open(url: string, doc = new Y.Doc()): Desk {
    const awareness = new Awareness(doc);
    const sockets: WebSocket[] = [];
    const Socket = class extends QuietSocket {
      constructor(...args: ConstructorParameters<typeof QuietSocket>) {
        super(...args);
        sockets.push(this);
      }
    };
    const provider = createProvider({ url, name, doc, awareness, WebSocket: Socket as never });
    onTestFinished(() => {
      provider.destroy();
      awareness.destroy();
    });
    const text = doc.getText(textName);
    return {
      doc,
      awareness,
      provider,
      type: (typed) => text.insert(text.length, typed),
      read: () => text.toString(),
      cut: () => sockets.at(-1)?.terminate(),
    };
  }

  const whenSynced = ({ provider }: Desk) =>
    eventually('the provider to be synced', () => provider.peek().synced);
  const whenSaved = ({ provider }: Desk) => within('all to be saved', provider.whenSaved());

  it('is synced, and saved exactly when the log has what was typed (S7)', async () => {
    const log = new TroubledLog();
    const { webSocketUrl: url } = await RunningServer.start({ log });
    const anna = open(url);
    await whenSynced(anna);
    await whenSaved(anna);
    const release = log.holdAppends();
    anna.type('hello');
    expect(anna.provider.peek()).toMatchObject({ saved: false, unsavedUpdates: 1 });
    await eventually('the append', () => log.appends === 1);
    expect(anna.provider.peek().saved).toBe(false);
    release();
    await whenSaved(anna);
    expect(textOf(log.updatesOf(name))).toBe('hello');
    expect(anna.provider.peek()).toMatchObject({
      connection: { state: 'connected' },
      saved: true,
      unsavedUpdates: 0,
    });
  });

  it('shares a room with y-websocket, presence included', async () => {
    const { webSocketUrl: url } = await RunningServer.start();
    const anna = open(url);
    anna.awareness.setLocalState({ name: 'Anna' });
    const bert = await Participant.join({ url, name, presence: { name: 'Bert' } });
    anna.type('from Anna, ');
    await bert.whenReads('from Anna, ');
    bert.type('from Bert');
    await eventually('Anna to read Bert', () => anna.read() === 'from Anna, from Bert');
    await eventually(
      'Bert to see Anna',
      () => bert.awareness.getStates().get(anna.doc.clientID)?.name === 'Anna',
    );
    await eventually(
      'Anna to see Bert',
      () => anna.awareness.getStates().get(bert.doc.clientID)?.name === 'Bert',
    );
    anna.provider.destroy();
    await eventually(
      'Bert to see Anna no longer',
      () => !bert.awareness.getStates().has(anna.doc.clientID),
      1000,
    );
  });

  it('sees at once who is there when it alone was cut off, although they have not moved (S14)', async () => {
    const { webSocketUrl: url } = await RunningServer.start();
    const anna = open(url);
    const bert = open(url);
    const sees = (who: Desk, other: Desk) => who.awareness.getStates().has(other.doc.clientID);
    bert.awareness.setLocalState({ name: 'Bert' });
    await eventually('Anna to see Bert', () => sees(anna, bert));
    anna.cut();
    await eventually('Anna to see Bert no longer', () => !sees(anna, bert));
    await eventually('Anna to see Bert', () => sees(anna, bert));
    await eventually('Bert to see Anna', () => sees(bert, anna));
  });

  it('brings what was typed while the server was away, and only then calls it saved', async () => {
    const disk = createMemoryDisk();
    const first = await RunningServer.start({ log: createMemoryLog({ disk }) });
    const anna = open(first.webSocketUrl);
    await whenSynced(anna);
    anna.type('before, ');
    await whenSaved(anna);
    await first.stop();
    await eventually('the loss to be noticed', () => anna.provider.peek().connection.state !== 'connected');
    anna.type('meanwhile');
    expect(anna.provider.peek().saved).toBe(false);
    const second = await RunningServer.start({ log: createMemoryLog({ disk }), port: first.port });
    await whenSaved(anna);
    const reader = await RawClient.join({ url: second.webSocketUrl, path: name });
    expect(textOf([await reader.read()])).toBe('before, meanwhile');
  });

  it('stays unsaved when the server died between taking an edit and storing it, and brings it back', async () => {
    const disk = createMemoryDisk();
    const log = new TroubledLog(createMemoryLog({ disk }));
    const first = await RunningServer.start({ log });
    const anna = open(first.webSocketUrl);
    await whenSynced(anna);
    log.holdAppends();
    anna.type('in mid air');
    await eventually('the append', () => log.appends === 1);
    expect(await first.stop(50)).toEqual({ unsaved: [name] });
    expect(anna.provider.peek().saved).toBe(false);
    await RunningServer.start({ log: createMemoryLog({ disk }), port: first.port });
    await whenSaved(anna);
    expect(anna.read()).toBe('in mid air');
  });

  it('is refused for good when its document is deleted', async () => {
    const server = await RunningServer.start();
    const anna = open(server.webSocketUrl);
    await whenSynced(anna);
    anna.type('doomed');
    await whenSaved(anna);
    const response = await fetch(`${server.httpUrl}/api/v1/documents/${name}`, { method: 'DELETE' });
    expect(response.status).toBe(204);
    await eventually('the refusal', () => anna.provider.peek().connection.state === 'refused');
    expect(anna.provider.peek().connection).toMatchObject({ state: 'refused', code: 4404 });
    const late = open(server.webSocketUrl, anna.doc);
    await eventually('the refusal', () => late.provider.peek().connection.state === 'refused');
    expect(late.provider.peek()).toMatchObject({ synced: false });
  });

  it('stops waiting for the disk when its signal says so', async () => {
    const log = new TroubledLog();
    const { webSocketUrl: url } = await RunningServer.start({ log });
    const anna = open(url);
    await whenSynced(anna);
    const release = log.holdAppends();
    anna.type('hello');
    const given = new AbortController();
    const waiting = anna.provider.whenSaved({ signal: given.signal });
    given.abort(new Error('enough'));
    await expect(within('the rejection', waiting)).rejects.toThrow('enough');
    await expect(anna.provider.whenSaved({ signal: given.signal })).rejects.toThrow('enough');
    release();
    await whenSaved(anna);
  });

  it('has all of a document when it calls itself synced (S6)', async () => {
    const { webSocketUrl: url } = await RunningServer.start();
    const bert = await Participant.join({ url, name });
    bert.type('long '.repeat(2000));
    await eventually('the echo', () => bert.hasEchoOf('long '.repeat(2000)));
    const anna = open(url);
    const read: string[] = [];
    anna.provider.subscribe(({ synced }) => {
      if (synced) read.push(anna.read());
    });
    await whenSynced(anna);
    expect(read[0]).toBe('long '.repeat(2000));
  });
});
