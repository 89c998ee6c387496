import {
  decodeMessages,
  encodeMessage,
  isFinal,
  MalformedError,
  type Message,
  scriptoriumSubprotocol,
} from '@scriptorium/server/protocol';
import {
  type Awareness,
  applyAwarenessUpdate,
  encodeAwarenessUpdate,
  removeAwarenessStates,
} from 'y-protocols/awareness';
import * as Y from 'yjs';
import { backoffMs } from './backoff.ts';
import type { ConnectionState, ProviderStatus } from './providerStatus.ts';
import { SavedCount } from './savedCount.ts';

export interface ProviderOptions {
  /** The server, as in `wss://example.org`. */
  readonly url: string;
  /** The document's name, not percent-encoded. */
  readonly name: string;
  readonly doc: Y.Doc;
  readonly awareness: Awareness;
  /** What opens sockets; the browser's own unless a test brings another. */
  readonly WebSocket?: typeof globalThis.WebSocket;
}

/** Keeps a `Y.Doc` the same as the server's document, and tells honestly how far it is. */
export interface Provider {
  peek(): ProviderStatus;
  /** @returns a function that ends the subscription. */
  subscribe(listener: (status: ProviderStatus) => void): () => void;
  /** Resolves when all that was typed before the call is on the server's disk. */
  whenSaved(options?: { readonly signal?: AbortSignal }): Promise<void>;
  /** Says goodbye and ends all timers and listeners. The document stays as it is. */
  destroy(): void;
}

/** The server says something every 20 s, so that longer silence means that nobody is there. */
const silenceMsMax = 45_000;
const connectMsMax = 15_000;
const watchIntervalMs = 5000;

export function createProvider(options: ProviderOptions): Provider {
  return new SocketProvider(options);
}

/**
 * Speaks `scriptorium.v1` (see the server's protocol): the plain protocol, and a count of what is on disk.
 *
 * 1. Nothing is held back for a confirmation: what is typed is sent at once, except before the server has asked what it
 *    lacks; then it goes with the answer.
 * 2. Only its own presence is sent; the server hears of others from themselves.
 */
class SocketProvider implements Provider {
  readonly #options: ProviderOptions;
  readonly #listeners = new Set<(status: ProviderStatus) => void>();
  readonly #counts = new SavedCount();
  readonly #watch: ReturnType<typeof setInterval>;
  #connection: ConnectionState = { state: 'connecting' };
  #isSynced = false;
  #socket: WebSocket | undefined;
  #openedMs = 0;
  #heardMs = 0;
  #failures = 0;
  #retryTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: ProviderOptions) {
    this.#options = options;
    options.doc.on('update', this.#onDocUpdate);
    options.awareness.on('update', this.#onAwarenessUpdate);
    globalThis.addEventListener?.('online', this.#onOnline);
    globalThis.addEventListener?.('pagehide', this.#onPageHide);
    this.#watch = setInterval(() => this.#checkSilence(), watchIntervalMs);
    this.#connect();
  }

  peek(): ProviderStatus {
    const unsavedUpdates = this.#counts.unsaved;
    return {
      connection: this.#connection,
      synced: this.#isSynced,
      saved: unsavedUpdates === 0,
      unsavedUpdates,
    };
  }

  subscribe(listener: (status: ProviderStatus) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  whenSaved({ signal }: { readonly signal?: AbortSignal } = {}): Promise<void> {
    return this.#counts.whenSaved(signal);
  }

  destroy(): void {
    const { doc, awareness } = this.#options;
    doc.off('update', this.#onDocUpdate);
    this.#sendPresence({ isLeaving: true });
    awareness.off('update', this.#onAwarenessUpdate);
    globalThis.removeEventListener?.('online', this.#onOnline);
    globalThis.removeEventListener?.('pagehide', this.#onPageHide);
    clearInterval(this.#watch);
    clearTimeout(this.#retryTimer);
    this.#listeners.clear();
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.close(1000);
  }

  readonly #onDocUpdate = (update: Uint8Array, origin: unknown): void => {
    if (origin === this) return;
    if (this.#counts.isAnswered) {
      this.#counts.send();
      this.#send({ kind: 'update', update });
    } else this.#counts.keep();
    this.#tell();
  };

  readonly #onAwarenessUpdate = ({ added, updated, removed }: Record<string, readonly number[]>): void => {
    const { clientID } = this.#options.awareness;
    if ([added, updated, removed].some((ids) => ids?.includes(clientID))) this.#sendPresence();
  };

  readonly #onOnline = (): void => {
    if (this.#connection.state === 'waiting') this.#connect();
  };

  /** The page may be kept for "back", so it only says that nobody is looking. */
  readonly #onPageHide = (): void => this.#sendPresence({ isLeaving: true });

  #connect(): void {
    clearTimeout(this.#retryTimer);
    const { url, name, WebSocket = globalThis.WebSocket } = this.#options;
    const socket = new WebSocket(`${url.replace(/\/+$/, '')}/${encodeURIComponent(name)}`, [
      scriptoriumSubprotocol,
    ]);
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => this.#opened(socket);
    socket.onmessage = ({ data }) => this.#heard(socket, data);
    socket.onclose = ({ code, reason }) => this.#lost(socket, { code, reason });
    this.#socket = socket;
    this.#openedMs = Date.now();
    this.#setConnection({ state: 'connecting' });
  }

  #opened(socket: WebSocket): void {
    if (socket !== this.#socket) return;
    this.#heardMs = Date.now();
    const { doc, awareness } = this.#options;
    this.#setConnection({ state: 'connected' });
    this.#send({ kind: 'syncStep1', vector: Y.encodeStateVector(doc) });
    // With a clock that the others have not seen, they take notice of somebody who was away.
    awareness.setLocalState(awareness.getLocalState());
  }

  #heard(socket: WebSocket, data: unknown): void {
    if (socket !== this.#socket || !(data instanceof ArrayBuffer)) return;
    this.#heardMs = Date.now();
    try {
      for (const message of decodeMessages(new Uint8Array(data))) this.#receive(message);
    } catch (error) {
      this.#lost(socket, { code: 1002, reason: 'The server sent what could not be read.' });
      if (!(error instanceof MalformedError)) throw error;
    }
  }

  #receive(message: Message): void {
    const { doc, awareness } = this.#options;
    switch (message.kind) {
      case 'syncStep1':
        this.#answer(message.vector);
        break;
      case 'syncStep2':
        Y.applyUpdate(doc, message.update, this);
        this.#isSynced = true;
        this.#failures = 0;
        this.#tell();
        break;
      case 'update':
        Y.applyUpdate(doc, message.update, this);
        break;
      case 'awareness':
        applyAwarenessUpdate(awareness, message.update, this);
        break;
      case 'queryAwareness':
        this.#sendPresence();
        break;
      case 'saved':
        this.#counts.save(message.count);
        this.#tell();
        break;
      case 'auth':
        break;
    }
  }

  #answer(vector: Uint8Array): void {
    this.#send({ kind: 'syncStep2', update: Y.encodeStateAsUpdate(this.#options.doc, vector) });
    this.#counts.answer();
    this.#tell();
  }

  #sendPresence({ isLeaving = false }: { readonly isLeaving?: boolean } = {}): void {
    const { awareness } = this.#options;
    const known = new Map(awareness.states);
    if (isLeaving) known.set(awareness.clientID, null as never);
    if (awareness.meta.has(awareness.clientID))
      this.#send({
        kind: 'awareness',
        update: encodeAwarenessUpdate(awareness, [awareness.clientID], known),
      });
  }

  #send(message: Message): void {
    if (this.#socket?.readyState === 1) this.#socket.send(encodeMessage(message));
  }

  /** Timers stand still while a computer sleeps, so that this also notices, on waking, that the socket is of yesterday. */
  #checkSilence(): void {
    const socket = this.#socket;
    if (socket === undefined) return;
    const nowMs = Date.now();
    const isSilent = this.#connection.state === 'connected' && nowMs - this.#heardMs > silenceMsMax;
    const isStuck = this.#connection.state === 'connecting' && nowMs - this.#openedMs > connectMsMax;
    if (isSilent || isStuck) this.#lost(socket, { code: 1006, reason: 'The server does not answer.' });
  }

  #lost(socket: WebSocket, { code, reason }: { code: number; reason: string }): void {
    if (socket !== this.#socket) return;
    this.#socket = undefined;
    socket.onmessage = null;
    socket.close();
    this.#counts.lose();
    this.#forgetOthers();
    if (isFinal(code)) this.#setConnection({ state: 'refused', code, reason });
    else this.#retryLater();
  }

  #retryLater(): void {
    this.#failures += 1;
    const delayMs = backoffMs(this.#failures, Math.random());
    this.#retryTimer = setTimeout(() => this.#connect(), delayMs);
    this.#setConnection({ state: 'waiting', retryAtMs: Date.now() + delayMs });
  }

  #forgetOthers(): void {
    const { awareness } = this.#options;
    const others = [...awareness.getStates().keys()].filter((id) => id !== awareness.clientID);
    removeAwarenessStates(awareness, others, this);
    // Their clocks go, too: who has not moved meanwhile comes back with the same one, and would be taken for known.
    for (const id of others) awareness.meta.delete(id);
  }

  #setConnection(connection: ConnectionState): void {
    this.#connection = connection;
    this.#tell();
  }

  #tell(): void {
    const status = this.peek();
    for (const listener of this.#listeners) listener(status);
  }
}
