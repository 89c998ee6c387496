import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { BrokenNetwork } from '../brokenNetwork.ts';
import { PlainClient } from '../plainClient.ts';
import { type ServerProcess, startScriptorium } from '../serverProcess.ts';
import { Cable } from './cable.ts';
import { launchChromium } from './chromium.ts';
import { Visitor } from './visitor.ts';
import { blocksOf } from './xmlBlocks.ts';

interface Scene {
  readonly browser: Browser;
  readonly dataDir: string;
  readonly server: ServerProcess;
}

/** A server with a data directory of its own, and a browser in which people visit it, each with a profile of their own. */
export class Stage {
  readonly #visitors: Visitor[] = [];
  readonly #cables: Cable[] = [];
  readonly #networks: BrokenNetwork[] = [];
  #scene: Scene | undefined;

  async open(): Promise<void> {
    const dataDir = await mkdtemp(join(tmpdir(), 'scriptorium-browser-'));
    const [browser, server] = await Promise.all([launchChromium(), startScriptorium({ dataDir, port: 0 })]);
    this.#scene = { browser, dataDir, server };
  }

  /** Somebody whom the browser knows by this name; a new profile each time. */
  async visit(
    options: { readonly name: string; readonly color?: string } & BrowserContextOptions,
  ): Promise<Visitor> {
    const { name, color = '#0877ae', ...contextOptions } = options;
    const context = await this.#opened.browser.newContext({
      baseURL: this.#opened.server.httpUrl,
      ...contextOptions,
    });
    const visitor = await Visitor.create(context, { name, color });
    this.#visitors.push(visitor);
    return visitor;
  }

  /** Somebody who is in a document, with the cursor at its end. */
  async writer(document: string, options: Parameters<Stage['visit']>[0] = { name: 'Ada' }): Promise<Visitor> {
    const visitor = await this.visit(options);
    await visitor.open(document);
    await visitor.goTo('end');
    return visitor;
  }

  /** A network of one's own between a visitor and the server: its address is the `baseURL` to visit with. */
  async layCable(): Promise<Cable> {
    const cable = await Cable.lay(this.#opened.server.port);
    this.#cables.push(cable);
    return cable;
  }

  /** A network that breaks WebSocket, between a visitor and the server: its `httpUrl` is the `baseURL` to visit with. */
  async layBrokenNetwork(): Promise<BrokenNetwork> {
    const network = await BrokenNetwork.lay(this.#opened.server.port);
    this.#networks.push(network);
    return network;
  }

  get serverPort(): number {
    return this.#opened.server.port;
  }

  get webSocketUrl(): string {
    return this.#opened.server.webSocketUrl;
  }

  /** Pulls the plug of the server. */
  killServer(): Promise<void> {
    return this.#opened.server.kill();
  }

  /** On the same data and port, so that pages find it again. */
  async startServer(): Promise<void> {
    const { dataDir, server } = this.#opened;
    this.#scene = { ...this.#opened, server: await startScriptorium({ dataDir, port: server.port }) };
  }

  /** The text of a document, block by block, as an unmodified y-websocket client reads it. */
  async readBlocks(document: string): Promise<readonly string[]> {
    const client = new PlainClient({ url: this.#opened.server.webSocketUrl, room: document });
    try {
      await client.whenSynced();
      return blocksOf(client.doc);
    } finally {
      client.close();
    }
  }

  /** Everybody leaves. @throws if a page had an error that nobody caught, or the server ended by itself. */
  async clear(): Promise<void> {
    const visitors = this.#visitors.splice(0);
    await Promise.all(visitors.map((visitor) => visitor.leave()));
    await Promise.all(this.#cables.splice(0).map((cable) => cable.cut()));
    for (const network of this.#networks.splice(0)) network.close();
    const errors = visitors.flatMap((visitor) => visitor.errors);
    const { server } = this.#opened;
    if (!server.isRunning) throw new Error(`The server ended by itself:\n${server.output}`);
    if (errors.length > 0) throw new AggregateError(errors, `A page failed: ${errors[0]?.message}`);
  }

  /** Also where it could not be opened. */
  async close(): Promise<void> {
    if (this.#scene === undefined) return;
    const { browser, dataDir, server } = this.#scene;
    this.#scene = undefined;
    await browser.close();
    await server.kill();
    await rm(dataDir, { recursive: true, force: true });
  }

  get #opened(): Scene {
    if (this.#scene === undefined) throw new Error('The stage is not open.');
    return this.#scene;
  }
}
