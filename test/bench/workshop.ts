import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ContenderKey } from './contenders/contender.ts';
import type { Peers } from './contenders/peers.ts';
import { type Stock, stockScriptorium, stockYLevel } from './contenders/store.ts';
import { preparePaper } from './paper.ts';

/** What measurements need and is made once: the recorded document, and data directories with something in them. */
export class Workshop {
  readonly #folder: string;
  readonly #peers: Peers;
  readonly #stocked = new Map<string, Promise<string>>();

  private constructor(folder: string, peers: Peers) {
    this.#folder = folder;
    this.#peers = peers;
  }

  static async open(peers: Peers): Promise<Workshop> {
    const workshop = new Workshop(await mkdtemp(join(tmpdir(), 'scriptorium-bench-')), peers);
    await mkdir(workshop.paperFolder);
    await preparePaper(workshop.paperFolder);
    return workshop;
  }

  /** The folder that holds the recorded document. */
  get paperFolder(): string {
    return join(this.#folder, 'paper');
  }

  /** Makes an empty folder for one measurement, to be removed by whoever asked. */
  async makeFolder(): Promise<string> {
    return mkdtemp(join(this.#folder, 'run-'));
  }

  /** Makes the data directory of a server that has been running before. */
  async stock(key: ContenderKey, stock: Stock, dataDir: string): Promise<void> {
    await cp(await this.#stockedFolder(key, stock), dataDir, { recursive: true });
  }

  async close(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }

  #stockedFolder(key: ContenderKey, stock: Stock): Promise<string> {
    const name = `${key}-${stock.kind === 'documents' ? stock.count : stock.kind}`;
    const folder = this.#stocked.get(name) ?? this.#fill(join(this.#folder, name), key, stock);
    this.#stocked.set(name, folder);
    return folder;
  }

  async #fill(folder: string, key: ContenderKey, stock: Stock): Promise<string> {
    if (key === 'scriptorium') await stockScriptorium(folder, stock);
    else if (key === 'y-websocket' && stock.kind === 'keystrokes')
      await stockYLevel(this.#peers, folder, stock);
    else throw new Error(`Nobody knows how to fill the store of ${key} with ${stock.kind}.`);
    return folder;
  }
}
