import { HocuspocusProvider as Provider4 } from '@hocuspocus/provider';
import { HocuspocusProvider as Provider2 } from 'hocuspocus-provider-2';
import { HocuspocusProvider as Provider3 } from 'hocuspocus-provider-3';
import { onTestFinished } from 'vitest';
import type { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { textName } from '../server/author.ts';
import { eventually } from '../server/deadline.ts';
import { HocuspocusSocket, type HocuspocusVersion } from './hocuspocusSocket.ts';

const providers = { 2: Provider2, 3: Provider3, 4: Provider4 } as const;

export interface HocuspocusClientOptions {
  readonly socket: HocuspocusSocket;
  readonly name: string;
  readonly doc?: Y.Doc;
  readonly token?: string | (() => Promise<string>);
  readonly sessionAwareness?: boolean;
}

/** An unmodified provider of Hocuspocus with a document of its own. It ends with its test. */
export class HocuspocusClient {
  readonly socket: HocuspocusSocket;
  readonly doc: Y.Doc;
  readonly provider: Provider4;
  /** The reasons of denials, in their order. */
  readonly denials: string[] = [];
  readonly scopes: string[] = [];
  /** How often the server closed this document and not the socket. */
  closes = 0;
  /** What it showed its application as not saved, each time it changed. */
  readonly unsynced: number[] = [];
  readonly #name: string;

  constructor({ socket, name, doc = new Y.Doc(), token, sessionAwareness = false }: HocuspocusClientOptions) {
    this.socket = socket;
    this.doc = doc;
    this.#name = name;
    const Provider = providers[socket.version] as unknown as typeof Provider4;
    this.provider = new Provider({
      websocketProvider: socket.provider,
      name,
      document: doc,
      token: token ?? null,
      sessionAwareness,
      onAuthenticationFailed: ({ reason }) => this.denials.push(reason),
      onAuthenticated: () => this.scopes.push(this.provider.authorizedScope ?? ''),
      onUnsyncedChanges: () => this.unsynced.push(this.provider.unsyncedChanges),
      onClose: ({ event }) => {
        if (event.code === 1000) this.closes += 1;
      },
      // Version 2 would otherwise talk to others in this process past the server.
      ...({ broadcast: false } as object),
    });
    if (socket.version > 2) this.provider.attach();
    onTestFinished(() => this.provider.destroy());
  }

  /** Resolves when it is synced and has nothing that is not saved. */
  static async join(options: HocuspocusClientOptions): Promise<HocuspocusClient> {
    const client = new HocuspocusClient(options);
    await client.whenSaved();
    return client;
  }

  /** A client with a socket of its own. */
  static open(
    url: string,
    options: { name: string; version: HocuspocusVersion; doc?: Y.Doc },
  ): HocuspocusClient {
    const { version, ...rest } = options;
    return new HocuspocusClient({ socket: new HocuspocusSocket(url, version), ...rest });
  }

  get awareness(): Awareness {
    if (this.provider.awareness === null) throw new Error('It was made without awareness.');
    return this.provider.awareness;
  }

  /** What its frames are marked with. */
  get key(): string {
    return this.provider.configuration.sessionAwareness ? this.provider.effectiveName : this.#name;
  }

  get text(): string {
    return this.doc.getText(textName).toString();
  }

  get isSaved(): boolean {
    return this.provider.synced && this.provider.unsyncedChanges === 0;
  }

  /** The statuses that it was sent, in their order: whether something was saved, or refused. */
  get statuses(): readonly boolean[] {
    return this.socket
      .answersTo(this.key)
      .flatMap((message) => (message.kind === 'status' ? [message.isApplied] : []));
  }

  type(text: string): void {
    const shared = this.doc.getText(textName);
    shared.insert(shared.length, text);
  }

  async whenSynced(): Promise<void> {
    await eventually('Hocuspocus to be synced', () => this.provider.synced);
  }

  async whenSaved(): Promise<void> {
    await eventually('Hocuspocus to have nothing unsaved', () => {
      if (!this.isSaved)
        throw new Error(`synced ${this.provider.synced}, unsynced ${this.provider.unsyncedChanges}`);
      return true;
    });
  }

  async whenReads(text: string): Promise<void> {
    await eventually(`Hocuspocus to read ${JSON.stringify(text)}`, () => {
      if (this.text !== text) throw new Error(`it reads ${JSON.stringify(this.text)}`);
      return true;
    });
  }
}
