import { readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { liveObjects, settledMemory } from '../bench/load/probe.ts';
import { residentBytes } from '../bench/load/processUsage.ts';
import { eventually } from '../server/deadline.ts';
import { ask } from './question.ts';

/** What a server holds. */
export interface Holdings {
  /** Objects and buffers after a full collection. */
  readonly heldBytes: number;
  /** Live objects of what a server must give back, such as timers. */
  readonly objects: Readonly<Record<string, number>>;
  /** Open descriptors by what they lead to, without the tables of LevelDB, which keeps as many open as it likes to a bound. */
  readonly descriptors: Readonly<Record<string, number>>;
}

/** What a server has resident at a moment. */
export interface Resident {
  readonly seconds: number;
  readonly bytes: number;
  /** Without what is mapped from files, as tables of LevelDB are. */
  readonly anonymousBytes: number;
}

export interface GaugeOptions {
  readonly pid: number;
  readonly httpUrl: string;
  readonly probeFile: string;
  readonly dataDir: string;
}

const probe = fileURLToPath(new URL('../bench/contenders/probe.mjs', import.meta.url));
const asleepMsMax = 120_000;

/** The environment with which a server is started that is to be looked into. */
export function probeEnvironment(probeFile: string): Readonly<Record<string, string>> {
  const NODE_OPTIONS = `--import ${pathToFileURL(probe).href} --disable-warning=ExperimentalWarning`;
  return { NODE_OPTIONS, BENCH_PROBE: 'memory', BENCH_PROBE_FILE: probeFile };
}

/** Looks at a server's process from outside, and into it only to collect and to count. */
export class Gauge {
  readonly #options: GaugeOptions;
  readonly #startMs = performance.now();

  constructor(options: GaugeOptions) {
    this.#options = options;
  }

  get seconds(): number {
    return (performance.now() - this.#startMs) / 1000;
  }

  resident(): Resident {
    const { now, anonymous } = residentBytes(this.#options.pid);
    return { seconds: this.seconds, bytes: now, anonymousBytes: anonymous };
  }

  /** Objects and buffers after a full collection. */
  async heldBytes(): Promise<number> {
    return (await settledMemory(this.#probed)).heldBytes;
  }

  /** Keeps the server from its work for a second or more. */
  async holdings(): Promise<Holdings> {
    const objects = await liveObjects(this.#probed);
    return { heldBytes: await this.heldBytes(), objects, descriptors: this.#descriptors() };
  }

  get #probed() {
    return { serverPid: this.#options.pid, probeFile: this.#options.probeFile };
  }

  /** Every figure that the server tells, by metric and labels. */
  async metrics(): Promise<ReadonlyMap<string, number>> {
    const text = new TextDecoder().decode(await ask({ url: `${this.#options.httpUrl}/metrics` }));
    const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    return new Map(
      lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.split(' ').at(-1))]),
    );
  }

  /** Resolves when nobody is connected and no document is in memory. */
  async whenAsleep(): Promise<void> {
    const isLeft = ([name, value]: readonly [string, number]): boolean =>
      value > 0 &&
      (name.startsWith('scriptorium_connections{') || name === 'scriptorium_documents{state="open"}');
    await eventually(
      'the server to be left alone',
      async () => {
        const left = [...(await this.metrics())].filter(isLeft);
        if (left.length > 0) throw new Error(left.map((each) => each.join(' ')).join(', '));
        return true;
      },
      asleepMsMax,
    );
  }

  #descriptors(): Readonly<Record<string, number>> {
    const counts: Record<string, number> = {};
    for (const target of this.#targets()) {
      if (target.startsWith(this.#options.dataDir) && target.endsWith('.ldb')) continue;
      const kind = target
        .replace(this.#options.dataDir, 'data')
        .replace(/:?\[.*\]|\d+\.log$|MANIFEST-\d+$/, '');
      counts[kind] = (counts[kind] ?? 0) + 1;
    }
    return counts;
  }

  #targets(): readonly string[] {
    const folder = `/proc/${this.#options.pid}/fd`;
    return readdirSync(folder).flatMap((descriptor) => {
      try {
        return [readlinkSync(join(folder, descriptor))];
      } catch {
        // Closed between the two looks.
        return [];
      }
    });
  }
}
