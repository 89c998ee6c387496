import { createProvider, type Provider, type ProviderStatus } from '@scriptorium/editor';
import { createMemoryDisk, createMemoryLog, type UpdateLog } from '@scriptorium/persistence';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { BrokenNetwork, faults, type Upgrading } from '../brokenNetwork.ts';
import { chanceOf } from '../families/hostileMutation.ts';
import { textName, textOf } from './author.ts';
import { eventually } from './deadline.ts';
import { RawClient } from './rawClient.ts';
import { RunningServer } from './runningServer.ts';
import { TroubledLog } from './troubledLog.ts';

const name = 'letter';
const limitMs = 60_000;

/** In Node an error without a listener would end the process; browsers only tell the console. */
class QuietSocket extends WebSocket {
  constructor(url: string, protocols: string[]) {
    super(url, protocols);
    this.on('error', () => {});
  }
}

/** Somebody with our provider. */
interface Writer {
  readonly doc: Y.Doc;
  readonly awareness: Awareness;
  readonly provider: Provider;
  readonly page: EventTarget;
  /** All that it has told. */
  readonly told: ProviderStatus[];
}

function open(url: string): Writer {
  const doc = new Y.Doc();
  const awareness = new Awareness(doc);
  const page = new EventTarget();
  const provider = createProvider({ url, name, doc, awareness, page, WebSocket: QuietSocket as never });
  const told: ProviderStatus[] = [];
  provider.subscribe((status) => told.push(status));
  onTestFinished(() => {
    provider.destroy();
    awareness.destroy();
  });
  return { doc, awareness, provider, page, told };
}

const isIn = ({ provider }: Writer) =>
  provider.peek().synced && provider.peek().connection.state === 'connected';
const readOf = ({ doc }: Writer) => doc.getText(textName).toString();
const type = ({ doc }: Writer, text: string) =>
  doc.getText(textName).insert(doc.getText(textName).length, text);

/** Ada behind a network that breaks WebSocket, Béla beside the server, and the log. */
async function desk({ upgrading = 'refused', log: inner }: { log?: UpdateLog; upgrading?: Upgrading } = {}) {
  const log = new TroubledLog(inner);
  const server = await RunningServer.start({ log });
  const network = await BrokenNetwork.lay(server.port);
  network.upgrading = upgrading;
  onTestFinished(() => network.close());
  const ada = open(network.webSocketUrl);
  const bela = open(server.webSocketUrl);
  await eventually('both to be in', () => isIn(ada) && isIn(bela), limitMs);
  return { log, server, network, ada, bela };
}

/** Both have the same, it is in the log, and both know. */
async function converge({ ada, bela, log }: Awaited<ReturnType<typeof desk>>, text: RegExp): Promise<void> {
  for (const writer of [ada, bela])
    await eventually('all to be saved', () => writer.provider.peek().saved && isIn(writer), limitMs);
  await eventually('both to read the same', () => readOf(ada) === readOf(bela), limitMs);
  expect(readOf(ada)).toMatch(text);
  expect(textOf(log.updatesOf(name))).toBe(readOf(ada));
}

describe.each<Upgrading>(['refused', 'cut off'])('where a WebSocket is %s', (upgrading) => {
  it(
    'our provider writes and reads all the same',
    async () => {
      const setting = await desk({ upgrading });
      const { network, ada, bela } = setting;
      expect([network.streams, network.sockets, network.upgrades]).toEqual([1, 0, 2]);
      type(ada, 'Ada, ');
      type(bela, 'Béla, ');
      ada.awareness.setLocalState({ name: 'Ada' });
      await converge(setting, /^(Ada, Béla, |Béla, Ada, )$/);
      await eventually('Béla to see Ada', () => bela.awareness.getStates().has(ada.doc.clientID));
    },
    limitMs,
  );
});

it(
  'a provider on a stream says that something is saved when the log has it, and never before (S7)',
  async () => {
    const setting = await desk();
    const { log, ada } = setting;
    const release = log.holdAppends();
    const { appends } = log;
    type(ada, 'held');
    await eventually('the append', () => log.appends > appends);
    await (await RawClient.join({ url: setting.server.webSocketUrl, path: name })).read();
    expect(ada.provider.peek().saved).toBe(false);
    release();
    await converge(setting, /^held$/);
  },
  limitMs,
);

it(
  'a provider moves to WebSocket when that passes again: nothing is lost, doubled, or told as a loss',
  async () => {
    const setting = await desk();
    const { network, ada, bela } = setting;
    ada.awareness.setLocalState({ name: 'Ada' });
    await eventually('Béla to see Ada', () => bela.awareness.getStates().has(ada.doc.clientID));
    const goings: number[] = [];
    bela.awareness.on('change', ({ removed }: { removed: number[] }) => goings.push(...removed));
    ada.told.length = 0;
    network.upgrading = 'passed';
    let typed = '';
    ada.page.dispatchEvent(new Event('online'));
    for (let word = 0; network.sockets === 0 || network.streams > 0; word += 1) {
      type(ada, `${word} `);
      typed += `${word} `;
      await eventually('Béla to read it', () => readOf(bela) === typed);
    }
    type(ada, 'and on');
    await converge(setting, new RegExp(`^${typed}and on$`));
    expect([network.streams, network.sockets]).toEqual([0, 1]);
    expect(new Set(ada.told.map(({ connection }) => connection.state))).toEqual(new Set(['connected']));
    expect(ada.told.every(({ synced }) => synced)).toBe(true);
    expect(goings).toEqual([]);
  },
  limitMs,
);

it(
  'a provider on a stream comes back when the server was away, by what passes',
  async () => {
    const disk = createMemoryDisk();
    const setting = await desk({ log: createMemoryLog({ disk }) });
    const { server, network, ada } = setting;
    await server.stop();
    await eventually('Ada to know', () => ada.provider.peek().connection.state === 'waiting', limitMs);
    type(ada, 'meanwhile');
    const log = new TroubledLog(createMemoryLog({ disk }));
    const again = await RunningServer.start({ log, port: server.port });
    await converge({ ...setting, log }, /^meanwhile$/);
    expect([network.streams, again.problems]).toEqual([1, []]);
  },
  limitMs,
);

/** As long as it takes to write eighty words by a network with faults that this seed chooses; most of it is waiting. */
async function writeOverFaults(seed: number): Promise<void> {
  const setting = await desk();
  const { network, ada, bela, log } = setting;
  const chance = chanceOf(seed);
  const met = new Set<string>();
  network.nextFault = () => {
    const fault = faults[Math.floor(chance() * faults.length * 1.5)] ?? 'none';
    met.add(fault);
    return fault;
  };
  for (let word = 0; word < 60; word += 1) {
    type(ada, `a${word} `);
    if (word % 3 === 0) type(bela, `b${word} `);
    const heard = ada.told.length;
    // Sometimes many go together, sometimes each by itself.
    if (chance() < 0.5) await eventually('Ada to hear of it', () => ada.told.length > heard, limitMs);
    if (word === 30) network.cut();
    if (ada.provider.peek().saved) expect(textOf(log.updatesOf(name))).toContain(`a${word} `);
  }
  await converge(setting, /./);
  const words = readOf(ada).trim().split(' ');
  expect([...words].sort()).toEqual([...new Set(words)].sort());
  expect(words.filter((word) => word.startsWith('a'))).toEqual(
    Array.from({ length: 60 }, (_, word) => `a${word}`),
  );
  expect(words.filter((word) => word.startsWith('b'))).toHaveLength(20);
  expect(met).toEqual(new Set(faults));
  expect(setting.server.problems).toEqual([]);
}

it(
  'a network that breaks postings in every way loses and doubles nothing, whichever seed chooses how',
  async () => {
    const seeds = [1, 2, 3];
    const ends = await Promise.allSettled(seeds.map(writeOverFaults));
    expect(ends).toEqual(seeds.map(() => ({ status: 'fulfilled', value: undefined })));
  },
  2 * limitMs,
);
