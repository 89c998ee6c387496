import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { profileCommand } from './chromium.ts';

/** A browser with a profile that outlives it, as people have: it can be closed, killed, and started again. */
export class Profile {
  readonly #directory: string;
  #process: ChildProcess | undefined;
  #browser: Browser | undefined;

  private constructor(directory: string) {
    this.#directory = directory;
  }

  static async create(): Promise<Profile> {
    const profile = new Profile(await mkdtemp(join(tmpdir(), 'scriptorium-profile-')));
    await profile.start();
    return profile;
  }

  async start(): Promise<void> {
    const [file, ...args] = profileCommand(this.#directory);
    // In a group of its own, so that all of its processes can be killed at once.
    this.#process = spawn(file, args, { stdio: ['ignore', 'ignore', 'pipe'], detached: true });
    this.#browser = await chromium.connectOverCDP(await addressOf(this.#process));
  }

  /** The profile itself: what it stores is on the disk. */
  get context(): BrowserContext {
    const [context] = this.#browser?.contexts() ?? [];
    if (context === undefined) throw new Error('The browser is not running.');
    return context;
  }

  openPage(): Promise<Page> {
    return this.context.newPage();
  }

  /** As a person closes it, without being asked. */
  async close(): Promise<void> {
    const session = await this.#browser?.newBrowserCDPSession();
    await this.#end(() => session?.send('Browser.close'));
  }

  /** `kill -9`. */
  async kill(): Promise<void> {
    const { pid } = this.#process ?? {};
    await this.#end(() => pid !== undefined && process.kill(-pid, 'SIGKILL'));
  }

  async remove(): Promise<void> {
    if (this.#process) await this.kill();
    await rm(this.#directory, { recursive: true, force: true, maxRetries: 5 });
  }

  async #end(how: () => unknown): Promise<void> {
    const ended = this.#process && once(this.#process, 'exit');
    await how();
    await ended;
    this.#process = undefined;
    this.#browser = undefined;
  }
}

/** Where a browser says that it can be controlled. */
function addressOf({ stderr }: ChildProcess): Promise<string> {
  let told = '';
  return new Promise((resolve, reject) => {
    stderr?.on('data', (text) => {
      told = (told + String(text)).slice(-4000);
      const address = /DevTools listening on (?<address>ws:\/\/\S+)/u.exec(told)?.groups?.address;
      if (address !== undefined) resolve(address);
    });
    stderr?.on('close', () => reject(new Error(`The browser ended by itself:\n${told}`)));
  });
}
