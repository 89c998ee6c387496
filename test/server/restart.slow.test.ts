import { execFileSync } from 'node:child_process';
import { createProvider } from '@scriptorium/editor';
import { decodeMessages } from '@scriptorium/server/protocol';
import { expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { Awareness } from 'y-protocols/awareness';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { textName } from './author.ts';
import { eventually } from './deadline.ts';
import { Program, temporaryDirectory } from './program.ts';

const clientsOfEach = 250;
const documents = 25;
const limitMs = 120_000;

/** When sockets were opened, in milliseconds of `performance.now()`. */
const openedMs: number[] = [];
/**
 * In how long they were told to come back, those that are told. How soon they and the others get in is up to the machine, and a busy
 * one opens many sockets at once.
 */
const advisedMs: number[] = [];

class WatchedSocket extends WebSocket {
  constructor(url: string, protocols: string[]) {
    super(url, protocols);
    this.on('open', () => openedMs.push(performance.now()));
    this.on('message', (data: ArrayBuffer) => noteAdvice(new Uint8Array(data)));
    this.on('error', () => {});
  }
}

function noteAdvice(frame: Uint8Array): void {
  for (const message of decodeMessages(frame))
    if (message.kind === 'closing' && message.advice.when === 'later') advisedMs.push(message.advice.delayMs);
}

interface Client {
  readonly doc: Y.Doc;
  readonly isSynced: () => boolean;
}

function ownClient(url: string, name: string): Client {
  const doc = new Y.Doc();
  const awareness = new Awareness(doc);
  const provider = createProvider({
    url,
    name,
    doc,
    awareness,
    page: new EventTarget(),
    WebSocket: WatchedSocket as never,
  });
  onTestFinished(() => {
    provider.destroy();
    awareness.destroy();
  });
  return { doc, isSynced: () => provider.peek().synced && provider.peek().connection.state === 'connected' };
}

function plainClient(url: string, name: string): Client {
  const doc = new Y.Doc();
  const options = { disableBc: true, WebSocketPolyfill: WatchedSocket as never };
  const provider = new WebsocketProvider(url, name, doc, options);
  onTestFinished(() => {
    provider.destroy();
    provider.awareness.destroy();
  });
  return { doc, isSynced: () => provider.synced && provider.wsconnected };
}

/** The most that are within any so long. */
function peak(times: readonly number[], withinMs: number): number {
  return Math.max(...times.map((from) => times.filter((at) => at >= from && at < from + withinMs).length));
}

it(
  `${2 * clientsOfEach} clients that write come back to a restarted server with everything, spread over time`,
  async () => {
    const data = await temporaryDirectory();
    const first = await Program.serve({ data });
    const { port, webSocketUrl: url } = first;
    const clients = Array.from({ length: clientsOfEach }, (_, index) => {
      const name = `letter-${index % documents}`;
      return [ownClient(url, name), plainClient(url, name)];
    }).flat();
    await eventually('all to be synced', () => clients.every(({ isSynced }) => isSynced()), limitMs);
    const write = () => {
      for (const { doc } of clients) doc.getText(textName).insert(0, 'x');
    };
    write();
    const startMs = performance.now();
    const ended = first.end('SIGTERM');
    write();
    expect(await ended).toMatchObject({ code: 0 });
    const stoppedMs = performance.now();
    openedMs.length = 0;
    const second = await Program.serve({ data, port });
    await eventually('all to be back', () => clients.every(({ isSynced }) => isSynced()), limitMs);
    const letters = (2 * clientsOfEach * 2) / documents;
    await eventually('everybody to have everything', () =>
      clients.every(({ doc }) => doc.getText(textName).length === letters),
    );
    const perSecond = peak(openedMs, 1000);
    const advised = { perTenth: peak(advisedMs, 100), perSecond: peak(advisedMs, 1000) };
    const tookMs = Math.max(...openedMs) - stoppedMs;
    console.log(
      `stopped in ${Math.round(stoppedMs - startMs)} ms; all back ${Math.round(tookMs)} ms after that; at most ${perSecond} in a second; of ${advisedMs.length} that were advised when to come at most ${advised.perTenth} within 100 ms, ${advised.perSecond} within a second`,
    );
    expect(openedMs.length).toBeLessThan(clients.length * 1.1);
    expect(advisedMs.length).toBe(clientsOfEach);
    expect(advised.perTenth).toBeLessThan(clientsOfEach / 4);
    expect(advised.perSecond).toBeLessThan(clientsOfEach * 0.6);
    expect(second.told('problem')).toEqual([]);
  },
  limitMs,
);

it('a second signal ends the program at once, with an exit code that says so', async () => {
  const program = await Program.serve({ data: await temporaryDirectory(), args: ['--stop-seconds', '60'] });
  const client = plainClient(program.webSocketUrl, 'letter');
  await eventually('the client to be synced', client.isSynced);
  // From now on no file can grow, so that it would wait for the disk until its time is up.
  execFileSync('prlimit', ['--pid', String(program.pid), '--fsize=0:']);
  client.doc.getText(textName).insert(0, 'nowhere to put this');
  await eventually('it to notice', () => program.told('problem').length > 0);
  program.signal('SIGTERM');
  await eventually('it to stop', () => program.told('stopping').length > 0);
  const { code } = await program.end('SIGTERM');
  expect(code).toBe(1);
  expect(program.told('stoppedAtOnce', 'stopped')).toMatchObject([{ event: 'stoppedAtOnce' }]);
});
