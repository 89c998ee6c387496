import { createMemoryLog, type DocumentName, parseDocumentName } from '@scriptorium/persistence';
import * as Y from 'yjs';
import { editRandomly } from '../../server/document/randomEdits.fixture.ts';
import { Chance } from './chance.ts';
import { calmMood, Disk } from './disk.ts';
import type { Hello } from './doorkeeper.ts';
import { familyNamed } from './families.ts';
import type { Setup } from './history.ts';
import { Link, type LinkClient } from './link.ts';
import { Page } from './page.ts';
import { ServerProcess } from './serverProcess.ts';
import type { Stranger } from './stranger.ts';
import { VirtualTime } from './virtualTime.ts';
import type { Witness } from './witness.ts';

export interface WorldOptions {
  readonly seed: number;
  readonly setup: Setup;
  readonly witness: Witness;
}

/** Everything that there is in a simulation: a disk, a server that comes and goes, a network, people. */
export class World {
  readonly time = new VirtualTime();
  readonly witness: Witness;
  readonly disk: Disk;
  readonly documents: readonly DocumentName[];
  readonly pages: readonly Page[];
  readonly strangers: Stranger[] = [];
  /** Connections that broke without both ends knowing. */
  readonly halfOpen = new Set<Link>();
  /** From then on everybody is there, and everything works. */
  isHealed = false;
  readonly seed: number;
  readonly #setup: Setup;
  #server: ServerProcess | undefined;
  #processes = 0;

  constructor({ seed, setup, witness }: WorldOptions) {
    this.seed = seed;
    this.#setup = setup;
    this.witness = witness;
    this.disk = new Disk(
      { latencyMs: setup.diskLatencyMs, jitterMs: setup.diskJitterMs, ...calmMood() },
      witness,
    );
    this.documents = Array.from({ length: setup.documents }, (_, at) => parseDocumentName(`doc ${at}`));
    this.pages = setup.people.map((family, at) =>
      this.createPage({ name: `person ${at}`, family, document: this.documents[at % setup.documents] }),
    );
  }

  /** Undefined while none runs. */
  get server(): ServerProcess | undefined {
    return this.#server;
  }

  get nowMs(): number {
    return this.time.nowMs;
  }

  /** Another process wrote here before. */
  async begin(): Promise<void> {
    for (const document of this.documents) await this.#inherit(document);
    this.start();
  }

  /** Lets time pass, unless something was found. */
  async pass(ms: number): Promise<void> {
    await this.time.run(this.time.nowMs + ms, () => this.witness.finding !== undefined);
  }

  /** What is to come later, unless all is healed before. */
  later(ms: number, action: () => void): void {
    this.time.after(ms, () => {
      if (!this.isHealed) action();
    });
  }

  /** Starts a process on what the disk holds, unless one runs. */
  start(): void {
    if (this.#server !== undefined) return;
    this.witness.count('processes started');
    this.#server = new ServerProcess({
      seed: this.seed,
      ordinal: this.#processes++,
      settings: this.#setup.server,
      time: this.time,
      disk: this.disk,
      witness: this.witness,
    });
  }

  /** The server dies, and another comes after a while. */
  async crash(options: { readonly isNoticed: boolean; readonly downMs: number }): Promise<void> {
    const server = this.#server;
    if (server === undefined) return;
    this.#server = undefined;
    const links = await server.crash(options.isNoticed);
    if (!options.isNoticed) for (const link of links) this.halfOpen.add(link);
    this.time.after(options.downMs, () => this.start());
  }

  /** The server ends in good order, as far as the deadline lets it. @returns the documents that it could not save */
  async stop(options: {
    readonly deadlineMs: number;
    readonly downMs: number;
  }): Promise<readonly DocumentName[]> {
    const server = this.#server;
    if (server === undefined) return [];
    this.#server = undefined;
    const unsaved = await server.stop(options.deadlineMs);
    this.time.after(options.downMs, () => this.start());
    return unsaved;
  }

  dial(hello: Hello, { client, chance }: { readonly client: LinkClient; readonly chance: Chance }): Link {
    const { time, disk } = this;
    const { weather } = this.#setup;
    const link = new Link({ time, chance, weather, client, now: () => disk.now });
    time.after(weather.latencyMs, () => {
      if (this.#server === undefined) link.refuse();
      else if (link.isOpenAtClient) this.#server.accept(link, hello);
    });
    return link;
  }

  createPage(options: {
    readonly name: string;
    readonly family: string;
    readonly document: DocumentName | undefined;
  }): Page {
    const { time, witness, disk } = this;
    const document = options.document ?? parseDocumentName('nowhere');
    const family = familyNamed(options.family);
    const hello: Hello = {
      url: family.urlOf(document),
      subprotocol: family.subprotocol,
      author: options.name,
    };
    return new Page({
      name: options.name,
      family,
      document,
      seed: this.seed,
      time,
      witness,
      index: () => disk.index(document),
      connect: (client, chance) => this.dial(hello, { client, chance }),
    });
  }

  async #inherit(document: DocumentName): Promise<void> {
    const chance = new Chance(this.seed, 'heritage', document);
    const doc = new Y.Doc();
    doc.clientID = 1 + chance.below(2 ** 32 - 1);
    const updates: Uint8Array[] = [];
    doc.on('update', (update: Uint8Array) => updates.push(update));
    for (let left = this.#setup.heritage; left > 0; left--)
      editRandomly(doc, { kind: chance.below(1000), where: chance.below(1000), what: chance.below(1000) });
    if (updates.length === 0) return;
    const log = createMemoryLog({ disk: this.disk.durable });
    this.disk.commit();
    await log.append(
      document,
      updates.map((update) => ({ timeMs: 1, author: 'ancestor', update })),
    );
    for (const update of updates) {
      this.witness.made(document, { by: 'ancestor', update });
      this.disk.entered(document, update);
    }
  }
}
