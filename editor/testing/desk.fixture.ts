import type { Message } from '@scriptorium/server/protocol';
import { onTestFinished } from 'vitest';
import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import type { OpenKeeper } from '../collab/keeper.ts';
import { createProvider, type Provider } from '../collab/provider.ts';
import { type FakeSocket, ServerSide } from './serverSide.fixture.ts';
import { StreamSide } from './streamSide.fixture.ts';
import { FakeClock } from './time.fixture.ts';

/** An event target that knows how many listen to it. */
class Page extends EventTarget {
  listening = 0;

  override addEventListener(...args: Parameters<EventTarget['addEventListener']>): void {
    this.listening += 1;
    super.addEventListener(...args);
  }

  override removeEventListener(...args: Parameters<EventTarget['removeEventListener']>): void {
    this.listening -= 1;
    super.removeEventListener(...args);
  }

  fire(type: string): void {
    this.dispatchEvent(new Event(type));
  }
}

export interface DeskOptions {
  readonly doc?: Y.Doc;
  readonly random?: number;
  /** What keeps the document on the device. */
  readonly keep?: (doc: Y.Doc, clock: FakeClock) => OpenKeeper;
}

/** Somebody's document and provider, with everything around them in the test's hand. */
export class Desk {
  readonly server = new ServerSide();
  readonly streams = new StreamSide();
  readonly clock = new FakeClock();
  readonly page = new Page();
  readonly doc: Y.Doc;
  readonly awareness: Awareness;
  readonly provider: Provider;

  constructor({ doc = new Y.Doc(), random = 0, keep }: DeskOptions = {}) {
    const { clock, page, server } = this;
    this.doc = doc;
    this.awareness = new Awareness(doc);
    // Its timer would keep the test's process alive.
    this.awareness.destroy();
    this.awareness.setLocalState({ user: { name: 'Ada' } });
    this.provider = createProvider({
      url: 'ws://here/',
      name: 'a/b',
      doc,
      awareness: this.awareness,
      WebSocket: server.WebSocket,
      fetch: this.streams.fetch,
      clock,
      random: () => random,
      page,
      ...(keep && { keep: keep(doc, clock) }),
    });
    onTestFinished(() => this.provider.destroy());
  }

  /** The socket that was opened last. */
  get socket(): FakeSocket {
    return this.server.socket;
  }

  get state(): string {
    return this.provider.peek().connection.state;
  }

  type(text: string): void {
    this.doc.getText('t').insert(0, text);
  }

  /** What the server hears of the document, presence left out. */
  hear(): readonly Message[] {
    return this.socket.hear().filter(({ kind }) => kind !== 'awareness');
  }

  /** Opens the latest socket, as a server does that has nothing; with `saved` it also confirms the answer. */
  greet(saved?: 'saved'): this {
    this.socket.accept();
    this.socket.say(
      { kind: 'access', level: 'write' },
      { kind: 'syncStep1', vector: new Uint8Array([0]) },
      { kind: 'syncStep2', update: new Uint8Array([0, 0]) },
    );
    if (saved) this.socket.say({ kind: 'saved', count: 1 });
    this.socket.hear();
    return this;
  }

  /** In how many milliseconds it wants to come back; undefined when it doesn't wait. */
  get returnsInMs(): number | undefined {
    const { connection } = this.provider.peek();
    return connection.state === 'waiting' ? connection.retryAtMs - this.clock.nowMs() : undefined;
  }
}

/** What an empty document becomes by these messages. */
export function textOf(messages: readonly Message[]): string {
  const doc = new Y.Doc();
  for (const message of messages)
    if (message.kind === 'update' || message.kind === 'syncStep2') Y.applyUpdate(doc, message.update);
  return doc.getText('t').toString();
}
