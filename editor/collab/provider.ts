import type { AccessLevel, Advice, CloseReason, Message } from '@scriptorium/server/protocol';
import type { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { type Clock, systemClock } from './clock.ts';
import type { Keeper, OpenKeeper } from './keeper.ts';
import { listenToPage } from './pageEvents.ts';
import { Presence } from './presence.ts';
import type { ConnectionState, ProviderStatus } from './providerStatus.ts';
import { Reconnection } from './reconnection.ts';
import { applyRemoteUpdate } from './remoteUpdate.ts';
import { SavedCount } from './savedCount.ts';
import { ServerSocket } from './serverSocket.ts';
import type { OpenSocket } from './socketLike.ts';
import { Transport } from './transport.ts';

export interface ProviderOptions {
  /** The server, as in `wss://example.org`. */
  readonly url: string;
  /** The document's name, not percent-encoded. */
  readonly name: string;
  readonly doc: Y.Doc;
  readonly awareness: Awareness;
  /** Whoever signs in here: asked for a token with each connection, so that it may be a new one. A cookie needs none. */
  readonly token?: () => string | undefined;
  /** What opens sockets; the browser's own unless a test brings another. The same holds for those below. */
  readonly WebSocket?: typeof globalThis.WebSocket;
  /** What goes over HTTP where no WebSocket passes. */
  readonly fetch?: typeof globalThis.fetch;
  readonly clock?: Clock;
  /** From 0 to 1. */
  readonly random?: () => number;
  /** The window, whose events tell of sleep and of the network. */
  readonly page?: EventTarget;
  /** What keeps the document on this device; without it nothing does. */
  readonly keep?: OpenKeeper;
}

/** Keeps a `Y.Doc` the same as the server's document, and tells honestly how far it is. */
export interface Provider {
  peek(): ProviderStatus;
  /** @returns a function that ends the subscription. */
  subscribe(listener: (status: ProviderStatus) => void): () => void;
  /**
   * Resolves when all that was typed before the call is on the server's disk.
   * @throws the reason of `signal`; an `Error` once the server has refused the document or the provider is destroyed.
   */
  whenSaved(options?: { readonly signal?: AbortSignal }): Promise<void>;
  /** Says goodbye and ends all timers and listeners. The document stays as it is. */
  destroy(): void;
}

export function createProvider(options: ProviderOptions): Provider {
  return new SocketProvider(options);
}

/** What the server said on the connection that there is. */
interface Told {
  readonly savingBehind: boolean;
  readonly advice: Advice | undefined;
  /** Why it is going to end the connection. */
  readonly reason: string;
}

const nothingTold: Told = { savingBehind: false, advice: undefined, reason: '' };

/**
 * Speaks `scriptorium.v1` (see the server's protocol): the plain protocol, a count of what is on disk, and advice.
 *
 * 1. Nothing is held back for a confirmation: what is typed is sent at once, except before the server has asked what it
 *    lacks; then it goes with the answer.
 * 2. Each tab has a connection and a presence of its own, so that nothing is heard twice.
 * 3. The server says when to come back; where it couldn't, the close code and a growing delay do.
 * 4. What an earlier session has left goes to the server after that has told what it has, together with what is put back of it: so
 *    no crash can come between.
 * 5. Where WebSocket does not pass, an event stream does. It is left for a WebSocket once the server has spoken over one: nobody
 *    notices, and nothing waits.
 */
class SocketProvider implements Provider {
  readonly #options: ProviderOptions;
  readonly #clock: Clock;
  readonly #listeners = new Set<(status: ProviderStatus) => void>();
  readonly #counts = new SavedCount();
  readonly #reconnection: Reconnection;
  readonly #transport: Transport;
  readonly #presence: Presence;
  readonly #stopListening: () => void;
  readonly #keeper: Keeper | undefined;
  #connection: ConnectionState = { state: 'connecting' };
  #isSynced = false;
  #access: AccessLevel | undefined;
  #told: Told = nothingTold;
  /** What the server has, once it has asked and while it waits for an answer. */
  #question: Uint8Array | undefined;
  /** Whether it has told what it has over the connection that there is. */
  #isHeard = false;
  #socket: ServerSocket | undefined;
  /** Takes back the next attempt; undefined unless one is due. */
  #cancelRetry: (() => void) | undefined;
  #isRetryAdvised = false;
  #isHidden = false;
  #ended: Error | undefined;

  constructor(options: ProviderOptions) {
    const { doc, awareness, clock = systemClock, random = Math.random } = options;
    this.#options = options;
    this.#clock = clock;
    this.#reconnection = new Reconnection(random);
    this.#transport = new Transport({ ...options, clock, random, onMove: (open) => this.#move(open) });
    this.#presence = new Presence(awareness, (update) => this.#socket?.send({ kind: 'awareness', update }));
    // What is in the document already may be unknown to the server.
    if (doc.store.clients.size > 0) this.#counts.keep();
    doc.on('update', this.#onDocUpdate);
    this.#stopListening = listenToPage(options.page ?? globalThis.window, {
      onWake: () => this.#wake(),
      onOffline: () => this.#lose({ code: 1006, reason: 'There is no network.' }),
      onHide: () => this.#hide(),
    });
    this.#connect();
    this.#keeper = options.keep?.({
      provider: this,
      onChange: () => this.#tell(),
      takeIn: (update) => applyRemoteUpdate(doc, update, this),
    });
  }

  peek(): ProviderStatus {
    const unsavedUpdates = this.#counts.unsaved;
    const kept = this.#keeper?.peek();
    return {
      connection: this.#connection,
      synced: this.#isSynced || kept?.hasCopy === true,
      sent: this.#counts.unsent === 0,
      saved: unsavedUpdates === 0,
      unsavedUpdates,
      access: this.#access ?? kept?.access,
      savingBehind: this.#told.savingBehind,
      device: kept?.device ?? { state: 'off' },
    };
  }

  subscribe(listener: (status: ProviderStatus) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async whenSaved({ signal }: { readonly signal?: AbortSignal } = {}): Promise<void> {
    if (this.#ended !== undefined && this.#counts.unsaved > 0) throw this.#ended;
    await this.#counts.whenSaved(signal);
  }

  destroy(): void {
    this.#keeper?.destroy();
    this.#presence.leave();
    this.#options.doc.off('update', this.#onDocUpdate);
    this.#presence.destroy();
    this.#stopListening();
    this.#cancelRetry?.();
    this.#listeners.clear();
    this.#transport.destroy();
    this.#socket?.close();
    this.#socket = undefined;
    this.#end(new Error('The provider was destroyed before all was saved.'));
  }

  readonly #onDocUpdate = (update: Uint8Array, origin: unknown): void => {
    if (origin === this) return;
    if (this.#counts.isAnswered) {
      this.#counts.send();
      this.#socket?.send({ kind: 'update', update });
    } else this.#counts.keep();
    this.#tell();
  };

  #connect(open: OpenSocket = this.#transport.open): void {
    this.#cancelRetry?.();
    this.#cancelRetry = undefined;
    const { url, name, token } = this.#options;
    this.#told = nothingTold;
    this.#question = undefined;
    this.#isHeard = false;
    this.#socket = new ServerSocket({
      url: `${url.replace(/\/+$/, '')}/${encodeURIComponent(name)}`,
      token: token?.(),
      open,
      clock: this.#clock,
      onOpen: () => this.#greet(),
      onMessage: (message) => this.#receive(message),
      onLost: (reason) => this.#lose(reason),
    });
    // Who moves from one to another stays connected.
    if (this.#connection.state !== 'connected') this.#setConnection({ state: 'connecting' });
  }

  /** Goes on over another connection, which is open; what is not known to be saved goes with the answer to its first question. */
  #move(open: OpenSocket): void {
    const left = this.#socket;
    this.#counts.lose();
    this.#connect(open);
    left?.close();
  }

  #greet(): void {
    this.#setConnection({ state: 'connected' });
    this.#socket?.send({ kind: 'syncStep1', vector: Y.encodeStateVector(this.#options.doc) });
    this.#presence.announce();
  }

  #receive(message: Message): void {
    this.#transport.hear();
    switch (message.kind) {
      case 'syncStep1':
        this.#question = message.vector;
        if (this.#isHeard || !this.#keeper?.peek().standsIn) this.#answer();
        break;
      case 'syncStep2':
        this.#takeIn(message.update);
        this.#isSynced = true;
        this.#isHeard = true;
        this.#reconnection.succeed();
        this.#answer();
        this.#tell();
        break;
      case 'update':
        this.#takeIn(message.update);
        break;
      case 'awareness':
        this.#presence.receive(message.update, this);
        break;
      case 'queryAwareness':
        this.#presence.tell();
        break;
      default:
        this.#heed(message);
    }
  }

  #takeIn(update: Uint8Array): void {
    this.#keeper?.hear(update);
    applyRemoteUpdate(this.#options.doc, update, this);
  }

  /** What the server says of the connection itself. */
  #heed(message: Message): void {
    switch (message.kind) {
      case 'saved':
        this.#counts.save(message.count);
        break;
      case 'access':
        this.#access = message.level;
        break;
      case 'saving':
        this.#told = { ...this.#told, savingBehind: message.isBehind };
        break;
      case 'closing':
        this.#told = { ...this.#told, advice: message.advice, reason: message.reason };
        break;
    }
    this.#tell();
  }

  /** What the server lacks, once it has asked. */
  #answer(): void {
    if (this.#question === undefined) return;
    const update = Y.encodeStateAsUpdate(this.#options.doc, this.#question);
    this.#question = undefined;
    this.#socket?.send({ kind: 'syncStep2', update });
    this.#counts.answer();
    this.#tell();
  }

  /** The page was asleep, or was away, or there is a network again: what there is may be of yesterday. */
  #wake(): void {
    if (this.#isHidden) this.#presence.announce();
    this.#isHidden = false;
    this.#socket?.probe();
    this.#transport.probe();
    if (this.#cancelRetry && !this.#isRetryAdvised) this.#connect();
  }

  #hide(): void {
    this.#isHidden = true;
    this.#presence.leave();
  }

  #lose({ code, reason }: CloseReason): void {
    if (this.#socket === undefined) return;
    this.#socket.close();
    this.#socket = undefined;
    this.#transport.lose();
    this.#counts.lose();
    this.#presence.forgetOthers(this);
    const { advice, reason: told } = this.#told;
    this.#told = nothingTold;
    const next = this.#reconnection.plan({ code, advice });
    if (next.when === 'later') this.#retry(next);
    else this.#refuse({ code, reason: told || reason });
  }

  #retry({ delayMs, isAdvised }: { readonly delayMs: number; readonly isAdvised: boolean }): void {
    this.#isRetryAdvised = isAdvised;
    this.#cancelRetry = this.#clock.after(delayMs, () => this.#connect());
    this.#setConnection({ state: 'waiting', retryAtMs: this.#clock.nowMs() + delayMs });
  }

  #refuse({ code, reason }: CloseReason): void {
    this.#end(new Error(`The server has refused the document: ${reason}`));
    this.#setConnection({ state: 'refused', code, reason });
  }

  #end(why: Error): void {
    this.#ended ??= why;
    this.#counts.abandon(why);
  }

  #setConnection(connection: ConnectionState): void {
    this.#connection = connection;
    this.#tell();
  }

  #tell(): void {
    const status = this.peek();
    for (const listener of [...this.#listeners]) listener(status);
  }
}
