import { createProvider, type ProviderOptions } from '@scriptorium/editor';
import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { textName } from '../server/author.ts';
import { eventually } from '../server/deadline.ts';
import { Participant } from '../server/participant.ts';
import { HocuspocusClient } from './hocuspocusClient.ts';
import { SweetClient } from './sweetClient.ts';

export interface Place {
  readonly webSocketUrl: string;
  readonly httpUrl: string;
}

export interface PersonOptions {
  readonly place: Place;
  readonly name: string;
  readonly doc?: Y.Doc;
}

/** Somebody with an unmodified client of any family, as all of these tests see them. */
export interface Person {
  readonly doc: Y.Doc;
  readonly awareness: Awareness;
  readonly isSynced: () => boolean;
  /** Whether the client tells its application that all that was typed is saved. */
  readonly isSaved: () => boolean;
  /** The network is gone; the client comes back by itself. */
  readonly cut: () => void;
  /** Leaves for good. */
  readonly close: () => void;
}

/** In Node an error without a listener would end the process; browsers only tell the console. */
class QuietSocket extends WebSocket {
  constructor(url: string, protocols: string[]) {
    super(url, protocols);
    this.on('error', () => {});
  }
}

function yWebsocket(version: 2 | 3, { place, name, doc }: PersonOptions): Person {
  const client = new Participant({ url: place.webSocketUrl, name, version, ...(doc && { doc }) });
  return {
    doc: client.doc,
    awareness: client.awareness,
    isSynced: () => client.isSynced,
    isSaved: () => client.isSynced && hasEcho(client),
    cut: () => client.cut(),
    close: () => client.close(),
  };
}

/** The rule of @y/websocket 4: saved is what came back, of its own ids and of all that was deleted. */
function hasEcho({ doc, received }: Participant): boolean {
  const echoed = new Y.Doc();
  for (const message of received)
    if (message.kind === 'update' || message.kind === 'syncStep2') Y.applyUpdate(echoed, message.update);
  const own = (each: Y.Doc) => Y.decodeStateVector(Y.encodeStateVector(each)).get(doc.clientID) ?? 0;
  return own(echoed) === own(doc);
}

function hocuspocus(version: 2 | 3 | 4, { place, name, doc }: PersonOptions): Person {
  const client = HocuspocusClient.open(place.webSocketUrl, { name, version, ...(doc && { doc }) });
  return {
    doc: client.doc,
    awareness: client.awareness,
    isSynced: () => client.provider.synced,
    isSaved: () => client.isSaved,
    cut: () => client.socket.cut(),
    close: () => {
      client.provider.destroy();
      client.socket.provider.destroy();
    },
  };
}

function sweet({ place, name, doc }: PersonOptions): Person {
  const client = new SweetClient({ httpUrl: place.httpUrl, name, ...(doc && { doc }) });
  return {
    doc: client.doc,
    awareness: client.awareness,
    isSynced: () => client.isSynced,
    isSaved: () => client.isSaved,
    cut: () => client.cut(),
    close: () => client.close(),
  };
}

function scriptorium(options: PersonOptions): Person {
  let socket: WebSocket | undefined;
  class WatchedSocket extends QuietSocket {
    constructor(url: string, protocols: string[]) {
      super(url, protocols);
      socket = this;
    }
  }
  return provided(options, { WebSocket: WatchedSocket as never, cut: () => socket?.terminate() });
}

/** No WebSocket gets through. */
class BrokenSocket extends EventTarget {
  onclose: ((goodbye: { readonly code: number; readonly reason: string }) => void) | null = null;

  constructor() {
    super();
    setImmediate(() => this.onclose?.({ code: 1006, reason: '' }));
  }

  close(): void {}
}

function scriptoriumByStream(options: PersonOptions): Person {
  let line = new AbortController();
  const watchedFetch: typeof fetch = (url, { signal, ...init } = {}) =>
    fetch(url, { ...init, signal: AbortSignal.any([line.signal, ...(signal ? [signal] : [])]) });
  return provided(options, {
    WebSocket: BrokenSocket as never,
    fetch: watchedFetch,
    cut: () => {
      line.abort();
      line = new AbortController();
    },
  });
}

type Network = Pick<ProviderOptions, 'WebSocket' | 'fetch'> & Pick<Person, 'cut'>;

function provided({ place, name, doc = new Y.Doc() }: PersonOptions, { cut, ...network }: Network): Person {
  const awareness = new Awareness(doc);
  const provider = createProvider({ url: place.webSocketUrl, name, doc, awareness, ...network });
  const close = () => {
    provider.destroy();
    awareness.destroy();
  };
  onTestFinished(close);
  return {
    doc,
    awareness,
    isSynced: () => provider.peek().synced && provider.peek().connection.state === 'connected',
    isSaved: () => provider.peek().saved,
    cut,
    close,
  };
}

/** How somebody of each family opens a document. */
export const families: Readonly<Record<string, (options: PersonOptions) => Person>> = {
  'y-websocket 2': (options) => yWebsocket(2, options),
  'y-websocket 3': (options) => yWebsocket(3, options),
  'Hocuspocus 2': (options) => hocuspocus(2, options),
  'Hocuspocus 3': (options) => hocuspocus(3, options),
  'Hocuspocus 4': (options) => hocuspocus(4, options),
  'y-sweet': sweet,
  'scriptorium.v1': scriptorium,
  'scriptorium.v1 by stream': scriptoriumByStream,
};

export const familyNames: readonly string[] = Object.keys(families);

export function open(family: string, options: PersonOptions): Person {
  const begin = families[family];
  if (begin === undefined) throw new Error(`There is no family ${family}.`);
  return begin(options);
}

/** One of each family in the same document, all synced. */
export async function openAll(options: PersonOptions): Promise<ReadonlyMap<string, Person>> {
  const people = new Map(familyNames.map((family) => [family, open(family, options)]));
  for (const [family, { isSynced }] of people) await eventually(`${family} to be synced`, isSynced);
  return people;
}

export const readOf = ({ doc }: Person): string => doc.getText(textName).toString();

export function type({ doc }: Person, text: string): void {
  const shared = doc.getText(textName);
  shared.insert(shared.length, text);
}

/** Waits until each is told that all of it is saved. */
export async function whenAllSaved(people: ReadonlyMap<string, Person>): Promise<void> {
  for (const [family, { isSaved }] of people) await eventually(`${family} to have all saved`, isSaved);
}

/** Waits until all have the same document. */
export async function converge(people: ReadonlyMap<string, Person>): Promise<void> {
  const [first] = people.values();
  if (first === undefined) return;
  for (const [family, person] of people)
    await eventually(`${family} to read what all read`, () => {
      const [mine, theirs] = [person, first].map(({ doc }) => Buffer.from(Y.encodeStateAsUpdate(doc)));
      if (mine === undefined || theirs === undefined || !mine.equals(theirs))
        throw new Error(`${readOf(person)} instead of ${readOf(first)}`);
      return true;
    });
}
