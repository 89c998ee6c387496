import { createMemoryLog } from '@scriptorium/persistence';
import { decodeAwareness, encodeHocuspocus, hocuspocusPing } from '@scriptorium/server/protocol';
import { expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { LimitName, Limits } from '../../server/limits/limits.ts';
import { Author } from './author.ts';
import { eventually, within } from './deadline.ts';
import { Participant } from './participant.ts';
import { type Goodbye, RawClient } from './rawClient.ts';
import { RunningServer, type RunningServerOptions } from './runningServer.ts';
import { openSilent, type SilentOptions } from './silentSocket.ts';
import { speak } from './spokenHttp.ts';

const name = 'letter';
const office = { 'x-forwarded-for': '192.0.2.1' };

/** One limit, small; who goes one over it, and what becomes of that client. */
interface Excess {
  readonly limits: Partial<Limits>;
  readonly server?: RunningServerOptions;
  /** What it is counted as; by its own name unless it says so. */
  readonly reason?: string;
  /** The limit is everybody's: nobody can write any more. */
  readonly isShared?: boolean;
  readonly exceed: (server: RunningServer) => Promise<void>;
}

const url = (server: RunningServer) => server.webSocketUrl;
const join = (server: RunningServer) => RawClient.join({ url: url(server), path: name });
const connectFrom = (server: RunningServer, headers: Readonly<Record<string, string>> = {}) =>
  RawClient.connect({ url: url(server), path: name, headers });

async function expectCode(closed: Promise<Goodbye>, code: number): Promise<void> {
  expect((await within('the goodbye', closed, 15_000)).code).toBe(code);
}

const silent = (server: RunningServer, options: SilentOptions = {}) => openSilent(url(server), options);
const token = (key: string) => encodeHocuspocus(key, { kind: 'token', token: '', version: '4.8.0' });
const isSaidIn = (frame: Buffer, words: string) => frame.toString('latin1').includes(words);

/** Nobody is let in, nor turned away. */
const undecided: RunningServerOptions = { authorize: () => new Promise(() => {}) };

async function sendEarly(server: RunningServer, bytes: number): Promise<void> {
  const { socket, opened, closed } = silent(server);
  await opened;
  socket.send(token(name));
  for (let i = 0; i < 4; i += 1)
    socket.send(encodeHocuspocus(name, { kind: 'update', update: new Uint8Array(bytes) }));
  await expectCode(closed, 1013);
}

/** Types past a gap. */
async function holdBack(server: RunningServer, words: readonly string[]): Promise<void> {
  const client = await join(server);
  const author = new Author();
  author.type('lost on the way');
  for (const word of words) client.type(author.type(word));
  await expectCode(client.closed, 1013);
}

/** Asks so often at once. @returns how many answers came in the end. */
async function ask(client: RawClient, times: number): Promise<number> {
  const before = client.all('awareness').length;
  for (let i = 0; i < times; i += 1) client.send({ kind: 'queryAwareness' });
  await client.hear('awareness', before + times);
  return client.all('awareness').length - before;
}

/** Somebody who reads nothing while another writes far more than the network holds. */
async function stall(server: RunningServer): Promise<RawClient> {
  const client = await RawClient.join({ url: url(server), path: 'another' });
  client.stopReading();
  await writeMuch(server);
  return client;
}

async function writeMuch(server: RunningServer): Promise<void> {
  const writer = await RawClient.join({ url: url(server), path: 'another' });
  const author = new Author();
  for (let i = 0; i < 300; i += 1) writer.type(author.type('v'.repeat(50_000)));
}

async function lagging({ httpUrl }: RunningServer): Promise<number> {
  const text = await (await fetch(`${httpUrl}/metrics`)).text();
  return Number(/^scriptorium_connections_lagging (\d+)$/m.exec(text)?.[1]);
}

const excesses: Readonly<Record<LimitName, Excess>> = {
  frameBytes: {
    limits: { frameBytes: 1000 },
    async exceed(server) {
      const client = await join(server);
      client.sendBytes(new Uint8Array(1001));
      await expectCode(client.closed, 1009);
    },
  },
  documentBytes: {
    limits: { documentBytes: 2000 },
    async exceed(server) {
      const client = await join(server);
      const author = new Author();
      client.type(author.type('x'.repeat(1000)));
      client.type(author.type('y'.repeat(1100)));
      await expectCode(client.closed, 4413);
    },
  },
  nameBytes: {
    limits: {},
    reason: 'badName',
    async exceed(server) {
      const client = await RawClient.connect({ url: url(server), path: 'x'.repeat(256) });
      await expectCode(client.closed, 4406);
    },
  },
  presenceBytes: {
    limits: { presenceBytes: 100 },
    async exceed(server) {
      const client = await join(server);
      client.announce({ clientId: 1, clock: 1, state: { name: 'x'.repeat(100) } });
      await expectCode(client.closed, 4400);
    },
  },
  presenceIds: {
    limits: { presenceIds: 1 },
    reason: '',
    async exceed(server) {
      const client = await join(server);
      for (const clientId of [1, 2]) client.announce({ clientId, clock: 1, state: {} });
      await client.read();
      const other = await join(server);
      await other.hear('awareness');
      const told = other.all('awareness').flatMap(({ update }) => decodeAwareness(update));
      expect(told.map(({ clientId }) => clientId)).toContain(1);
      expect(told.map(({ clientId }) => clientId)).not.toContain(2);
      expect(client.isOpen).toBe(true);
    },
  },
  socketDocuments: {
    limits: { socketDocuments: 2 },
    async exceed(server) {
      const { socket, opened } = silent(server);
      await opened;
      const frames: Buffer[] = [];
      socket.on('message', (frame: Buffer) => frames.push(frame));
      for (const key of ['one', 'two', 'three']) socket.send(token(key));
      await eventually('the denial', () => frames.some((frame) => isSaidIn(frame, 'so many documents')));
      expect(socket.readyState).toBe(WebSocket.OPEN);
    },
  },
  connections: {
    limits: { connections: 3 },
    async exceed(server) {
      await connectFrom(server);
      await connectFrom(server);
      await expectCode((await connectFrom(server)).closed, 1013);
    },
  },
  addressConnections: {
    limits: { addressConnections: 1 },
    server: { trustedProxies: ['127.0.0.1'] },
    async exceed(server) {
      await connectFrom(server, office);
      await expectCode((await connectFrom(server, office)).closed, 1013);
      const elsewhere = await connectFrom(server, { 'x-forwarded-for': '192.0.2.2' });
      await elsewhere.hear('syncStep1');
    },
  },
  userConnections: {
    limits: { userConnections: 1 },
    server: {
      authorize: ({ token = 'bystander' }) =>
        Promise.resolve({ kind: 'granted', user: token, level: 'write' }),
    },
    async exceed(server) {
      const ada = { url: url(server), path: `${name}?token=ada` };
      const first = await RawClient.join(ada);
      await expectCode((await RawClient.connect(ada)).closed, 1013);
      expect(first.isOpen).toBe(true);
      await RawClient.join({ ...ada, path: `${name}?token=ben` });
    },
  },
  waitingConnections: {
    limits: { waitingConnections: 1 },
    async exceed(server) {
      const first = silent(server);
      await first.opened;
      await expectCode(silent(server).closed, 1013);
      first.socket.terminate();
    },
  },
  waitingSeconds: {
    limits: { waitingSeconds: 1 },
    exceed: (server) => expectCode(silent(server).closed, 4401),
  },
  backlogMessages: {
    limits: { backlogMessages: 3 },
    server: undecided,
    isShared: true,
    exceed: (server) => sendEarly(server, 2),
  },
  backlogBytes: {
    limits: { backlogBytes: 1000 },
    server: undecided,
    isShared: true,
    exceed: (server) => sendEarly(server, 300),
  },
  secondMessages: {
    limits: { secondMessages: 50 },
    reason: 'slowed',
    async exceed(server) {
      const client = await join(server);
      expect(await ask(client, 600)).toBe(600);
      expect(client.isOpen).toBe(true);
    },
  },
  secondBytes: {
    limits: { secondBytes: 10_000 },
    reason: 'slowed',
    async exceed(server) {
      const client = await join(server);
      const author = new Author();
      for (let i = 0; i < 12; i += 1) client.type(author.type('z'.repeat(10_000)));
      expect(await ask(client, 1)).toBe(1);
      expect(client.isOpen).toBe(true);
    },
  },
  slowedSeconds: {
    limits: { slowedSeconds: 1, secondMessages: 10 },
    async exceed(server) {
      const client = await join(server);
      for (let i = 0; i < 200; i += 1) client.send({ kind: 'queryAwareness' });
      await expectCode(client.closed, 1013);
    },
  },
  silenceSeconds: {
    limits: { silenceSeconds: 6 },
    reason: '',
    async exceed(server) {
      const { opened, closed } = silent(server, { autoPong: false });
      await opened;
      await expectCode(closed, 1006);
    },
  },
  bufferedBytes: {
    limits: { bufferedBytes: 2 ** 18 },
    reason: '',
    async exceed(server) {
      const client = await stall(server);
      await eventually('the client to lag', async () => (await lagging(server)) === 1);
      client.readOn();
      await eventually('the client to have caught up', async () => (await lagging(server)) === 0);
      expect(client.isOpen).toBe(true);
    },
  },
  presenceBufferedBytes: {
    limits: {},
    reason: '',
    async exceed(server) {
      const client = await stall(server);
      await eventually('the client to lag', async () => (await lagging(server)) > 0);
      const [mover, witness] = await Promise.all(
        [1, 2].map(() => RawClient.join({ url: url(server), path: 'another' })),
      );
      if (mover === undefined || witness === undefined) throw new Error('Two were to join.');
      for (let clock = 1; clock <= 50; clock += 1) mover.announce({ clientId: 7, clock, state: { clock } });
      const toldOf = (heard: RawClient) =>
        heard
          .all('awareness')
          .flatMap(({ update }) => decodeAwareness(update).filter(({ clientId }) => clientId === 7));
      const hasLatest = (heard: RawClient) =>
        toldOf(heard).some(({ state }) => Buffer.from(state).includes('"clock":50}'));
      // Whoever reads has all of it by then, and so nothing more is on its way.
      await eventually('the latest, for who reads', () => hasLatest(witness));
      client.readOn();
      await eventually('the latest', () => hasLatest(client), 45_000);
      expect(toldOf(client)).toHaveLength(1);
    },
  },
  overdraftBytes: {
    limits: { overdraftBytes: 100, bufferedBytes: 2 ** 18 },
    async exceed(server) {
      const { socket, opened, closed } = silent(server);
      await opened;
      const isLetIn = new Promise((resolve) => socket.once('message', resolve));
      socket.send(token('another'));
      socket.send(encodeHocuspocus('another', { kind: 'syncStep1', vector: Uint8Array.of(0) }));
      await isLetIn;
      socket.pause();
      await writeMuch(server);
      await eventually(
        'it to be sent away',
        async () => {
          for (let i = 0; i < 101; i += 1) socket.send(hocuspocusPing);
          return (await refusals(server)).includes('overdraftBytes');
        },
        45_000,
      );
      socket.resume();
      await expectCode(closed, 1013);
    },
  },
  laggingSeconds: {
    limits: { laggingSeconds: 1, bufferedBytes: 2 ** 18 },
    async exceed(server) {
      const client = await stall(server);
      await eventually(
        'it to be sent away',
        async () => (await refusals(server)).includes('laggingSeconds'),
        45_000,
      );
      client.readOn();
      await expectCode(client.closed, 1013);
    },
  },
  heldUpdates: { limits: { heldUpdates: 3 }, exceed: (server) => holdBack(server, ['a', 'b', 'c', 'd']) },
  heldBytes: { limits: { heldBytes: 1000 }, exceed: (server) => holdBack(server, ['a', 'x'.repeat(1000)]) },
  unsavedBytes: {
    limits: { unsavedBytes: 1000 },
    get server() {
      return { log: Object.assign(createMemoryLog(), { append: () => new Promise(() => {}) }) };
    },
    isShared: true,
    async exceed(server) {
      const client = await join(server);
      const author = new Author();
      client.type(author.type('w'.repeat(1000)));
      await client.read();
      client.type(author.type('one more'));
      await expectCode(client.closed, 1013);
    },
  },
  bodyBytes: {
    limits: { bodyBytes: 1000 },
    reason: '',
    async exceed({ httpUrl }) {
      const body = JSON.stringify({ title: 'x'.repeat(990) });
      const headers = { 'content-type': 'application/json' };
      const answer = await fetch(`${httpUrl}/api/v1/documents`, { method: 'POST', headers, body });
      expect(answer.status).toBe(413);
    },
  },
  requestSeconds: {
    limits: { requestSeconds: 1 },
    reason: '',
    async exceed(server) {
      const head = 'POST /api/v1/documents HTTP/1.1\r\nhost: localhost\r\ncontent-length: 10\r\n\r\n';
      expect(await within('the answer', speak(server.port, head), 15_000)).toMatch(/^HTTP\/1\.1 408 /);
    },
  },
};

async function refusals({ httpUrl }: RunningServer): Promise<readonly string[]> {
  const text = await (await fetch(`${httpUrl}/metrics`)).text();
  return [...text.matchAll(/^scriptorium_refusals_total\{reason="(\w+)"\}/gm)].map(
    ([, reason = '']) => reason,
  );
}

/** The same server, whose address is that of its streams. */
function byStream(server: RunningServer): RunningServer {
  return Object.create(server, { webSocketUrl: { value: server.httpUrl } });
}

/** What is no matter of connections. */
const ofRequests: readonly string[] = ['bodyBytes', 'requestSeconds'] satisfies LimitName[];

const cases = (Object.entries(excesses) as [LimitName, Excess][]).flatMap(([limit, excess]) => [
  { limit, excess, transport: 'WebSocket', by: (server: RunningServer) => server },
  ...(ofRequests.includes(limit) ? [] : [{ limit, excess, transport: 'stream', by: byStream }]),
]);

it.each(cases)(
  'who goes beyond $limit by $transport is stopped and counted, and somebody else in the document feels nothing',
  async ({ limit, excess, by }) => {
    const { limits: own, server: options, reason = limit, isShared = false, exceed } = excess;
    const server = await RunningServer.start({ ...options, limits: own });
    const bystander = new Participant({ url: url(server), name });
    if (!isShared) await bystander.whenSynced();
    await exceed(by(server));
    if (reason !== '') expect(await refusals(server)).toContain(reason);
    if (isShared) return;
    bystander.type('undisturbed');
    await eventually('the echo', () => bystander.hasEchoOf('undisturbed'));
    expect(bystander.goodbyes).toEqual([]);
  },
  60_000,
);
